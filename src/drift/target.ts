import os from 'node:os';
import path from 'node:path';
import { LiveError } from './failure.ts';
import { proxyFor } from './proxy.ts';

/** The environment variables a check sees; in production the process's own. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What the caller chose; everything else comes from the environment and the shared config. */
export interface TargetChoice {
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
  /** ARN of a role that the profile's or the environment's credentials assume. */
  readonly role?: string | undefined;
  /** Of a stand-in for all of AWS. */
  readonly endpoint?: string | undefined;
}

/** The services of AWS that are asked; STS only where a role is assumed. */
export type AwsService = 'autoScaling' | 'ec2' | 'sts';

/** Keys in the environment; they win over AWS_PROFILE, as in the AWS CLI, and lose to a profile chosen by name. */
interface EnvironmentKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** One account and region to ask, fully decided before anything is sent. */
export interface Target {
  readonly region: string;
  /** Undefined where keys or a role of the environment are used without a profile. */
  readonly profile: string | undefined;
  readonly profileKind: 'sso' | 'process' | 'other';
  /** ARN of the role to assume, if any. */
  readonly role: string | undefined;
  /** Undefined for AWS's own. */
  readonly endpoints: Readonly<Record<AwsService, string | undefined>>;
  /** Undefined for a direct connection. */
  readonly proxies: Readonly<Record<AwsService, string | undefined>>;
  readonly keys: EnvironmentKeys | undefined;
  readonly credentialsFile: string;
  readonly configFile: string;
}

/** As names of variables and of settings have them. */
const serviceIds: Readonly<Record<AwsService, string>> = { autoScaling: 'auto_scaling', ec2: 'ec2', sts: 'sts' };

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns */
const roleArn = /^arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/;

type Section = Readonly<Record<string, string | undefined>>;

/** Settings of a profile that lead to credentials. https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html */
const credentialSettings = [
  'aws_access_key_id',
  'role_arn',
  'sso_session',
  'sso_start_url',
  'credential_process',
  'web_identity_token_file',
  'login_session',
] as const;

/**
 * Decides profile, region, endpoint and credentials from the choice, the environment and the shared config files,
 * without any network. The instance metadata service is asked only where AWS_EC2_METADATA_DISABLED says `false`: on
 * every machine that is not an EC2 instance it costs seconds and then fails.
 * @throws LiveError noRegion, unknownProfile, noCredentials, badRole, badEndpoint or badProxy
 */
export async function resolveTarget(choice: TargetChoice, environment: Environment): Promise<Target> {
  const { configFile, credentialsFile } = sharedFiles(environment);
  const shared = await loadShared(environment);
  const section = (name: string): Section | undefined => {
    const both = [shared.configFile[name], shared.credentialsFile[name]].filter((part) => part !== undefined);
    return both.length ? Object.assign({}, ...both) : undefined;
  };

  const keys = choice.profile ? undefined : environmentKeys(environment);
  const named = choice.profile || (keys ? undefined : environment['AWS_PROFILE'] || environment['AWS_DEFAULT_PROFILE']);
  const settings = section(named ?? 'default');
  if (named && !settings) {
    const names = profilesOf(shared);
    throw new LiveError('unknownProfile', {
      profile: named,
      detail: names.length ? `${names.slice(0, 10).join(', ')}${names.length > 10 ? ', ...' : ''}` : undefined,
    });
  }

  const hasCredentials = credentialSettings.some((setting) => settings?.[setting]);
  if (!keys && !hasCredentials && (named || !hasAmbientRole(environment))) {
    throw new LiveError('noCredentials', { profile: named, detail: named && 'it names no key, role, SSO session or process' });
  }

  const region = choice.region || environment['AWS_REGION'] || environment['AWS_DEFAULT_REGION'] || settings?.['region'];
  if (!region) throw new LiveError('noRegion', { profile: named });

  if (choice.role && !roleArn.test(choice.role)) throw new LiveError('badRole', { role: choice.role });

  const configured = (service: AwsService) => configuredEndpoint(service, environment, settings, shared.configFile);
  const endpoints = {
    autoScaling: choice.endpoint || configured('autoScaling'),
    ec2: choice.endpoint || configured('ec2'),
    sts: choice.endpoint || configured('sts'),
  };
  for (const endpoint of Object.values(endpoints)) {
    if (endpoint && !isWebAddress(endpoint)) throw new LiveError('badEndpoint', { endpoint });
  }

  const proxy = (service: AwsService, host: string) =>
    proxyFor(endpoints[service] ?? `https://${host}.${region}.amazonaws.com`, environment);

  return {
    region,
    profile: keys ? undefined : (named ?? (hasCredentials ? 'default' : undefined)),
    profileKind: settings?.['credential_process']
      ? 'process'
      : settings?.['sso_session'] || settings?.['sso_start_url']
        ? 'sso'
        : 'other',
    role: choice.role || undefined,
    endpoints,
    proxies: { autoScaling: proxy('autoScaling', 'autoscaling'), ec2: proxy('ec2', 'ec2'), sts: proxy('sts', 'sts') },
    keys,
    configFile,
    credentialsFile,
  };
}

/** The shared config and credentials files, absolute; a check after they change sees the change. */
export function sharedFiles(environment: Environment): { configFile: string; credentialsFile: string } {
  const home = environment['HOME'] || environment['USERPROFILE'] || os.homedir();
  const file = (name: string, variable: string) => environment[variable] || path.join(home, '.aws', name);
  return { configFile: file('config', 'AWS_CONFIG_FILE'), credentialsFile: file('credentials', 'AWS_SHARED_CREDENTIALS_FILE') };
}

/** Names of the profiles in the shared files, sorted. */
export async function listProfiles(environment: Environment): Promise<string[]> {
  return profilesOf(await loadShared(environment));
}

interface SharedConfig {
  readonly configFile: Readonly<Record<string, Section | undefined>>;
  readonly credentialsFile: Readonly<Record<string, Section | undefined>>;
}

async function loadShared(environment: Environment): Promise<SharedConfig> {
  const { configFile, credentialsFile } = sharedFiles(environment);
  const { loadSharedConfigFiles } = await import('@smithy/core/config');
  return loadSharedConfigFiles({ configFilepath: configFile, filepath: credentialsFile, ignoreCache: true });
}

function profilesOf({ configFile, credentialsFile }: SharedConfig): string[] {
  return [...new Set([...Object.keys(configFile), ...Object.keys(credentialsFile)])]
    .filter((name) => !/^(sso-session|services)\./.test(name))
    .toSorted();
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function environmentKeys(environment: Environment): EnvironmentKeys | undefined {
  const accessKeyId = environment['AWS_ACCESS_KEY_ID'];
  const secretAccessKey = environment['AWS_SECRET_ACCESS_KEY'];
  const sessionToken = environment['AWS_SESSION_TOKEN'];
  if (!accessKeyId || !secretAccessKey) return undefined;
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
}

/** A web identity, a container's role, or an instance's role where the metadata service is explicitly allowed. */
function hasAmbientRole(environment: Environment): boolean {
  return Boolean(
    (environment['AWS_WEB_IDENTITY_TOKEN_FILE'] && environment['AWS_ROLE_ARN']) ||
    environment['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'] ||
    environment['AWS_CONTAINER_CREDENTIALS_FULL_URI'] ||
    environment['AWS_EC2_METADATA_DISABLED'] === 'false',
  );
}

/** https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html */
function configuredEndpoint(
  service: AwsService,
  environment: Environment,
  settings: Section | undefined,
  config: Readonly<Record<string, Section | undefined>>,
): string | undefined {
  const ignored = environment['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] || settings?.['ignore_configured_endpoint_urls'];
  if (ignored?.toLowerCase() === 'true') return undefined;
  const services = settings?.['services'];
  const id = serviceIds[service];
  return (
    environment[`AWS_ENDPOINT_URL_${id.toUpperCase()}`] ||
    environment['AWS_ENDPOINT_URL'] ||
    (services && config[`services.${services}`]?.[`${id}.endpoint_url`]) ||
    settings?.['endpoint_url'] ||
    undefined
  );
}
