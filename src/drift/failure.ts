import type { AwsService } from './target.ts';

/** Why AWS gave no answer. */
export type FailureReason =
  | 'noCredentials'
  | 'unknownProfile'
  | 'credentialProcess'
  | 'badRole'
  | 'roleDenied'
  | 'stsDisabled'
  | 'expired'
  | 'badCredentials'
  | 'clockSkew'
  | 'denied'
  | 'noRegion'
  | 'wrongRegion'
  | 'badEndpoint'
  | 'badProxy'
  | 'proxyDenied'
  | 'throttled'
  | 'unavailable'
  | 'endpointDown'
  | 'interrupted'
  | 'dns'
  | 'certificate'
  | 'timeout'
  | 'malformed'
  | 'cancelled'
  | 'unknown';

/** What a sentence about a failure may mention. */
export interface FailureContext {
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
  readonly endpoint?: string | undefined;
  /** The one that is asked; Auto Scaling unless given. */
  readonly service?: AwsService | undefined;
  /** ARN of the role that is being assumed. */
  readonly role?: string | undefined;
  /** True while credentials are fetched, before the service is asked. */
  readonly signingIn?: boolean | undefined;
  /** The underlying text, for reasons that carry one. */
  readonly detail?: string | undefined;
}

interface Wording {
  /** What happened. */
  sentence(context: FailureContext): string;
  /** What to do about it. */
  action(context: FailureContext): string;
}

const services: Readonly<Record<AwsService, { readonly name: string; readonly what: string; readonly permission: string }>> = {
  autoScaling: {
    name: 'Auto Scaling',
    what: 'list Auto Scaling groups',
    permission: 'autoscaling:DescribeAutoScalingGroups, the one permission that drift needs',
  },
  ec2: { name: 'EC2', what: 'list subnets', permission: 'ec2:DescribeSubnets, which zones of subnets need' },
  sts: { name: 'STS', what: 'assume a role', permission: 'sts:AssumeRole' },
};
const serviceOf = ({ service = 'autoScaling' }: FailureContext) => services[service];

const where = (context: FailureContext) => {
  const { endpoint, region, signingIn, role } = context;
  if (signingIn) return role ? `AWS's sign-in for the role ${role}` : "AWS's sign-in";
  if (endpoint) return `the endpoint ${endpoint}`;
  return `AWS ${serviceOf(context).name}${region ? ` in ${region}` : ''}`;
};
const Where = (context: FailureContext) => where(context).replace(/^the/, 'The');
const withProfile = ({ profile }: FailureContext) => (profile ? ` of profile '${profile}'` : '');
const ssoLogin = ({ profile }: FailureContext) => ['aws', 'sso', 'login', ...(profile ? ['--profile', profile] : [])];

/** One sentence and one action per reason: the only place that words a failure. */
const wordings: Readonly<Record<FailureReason, Wording>> = {
  noCredentials: {
    sentence: ({ profile, detail }) =>
      profile
        ? `Profile '${profile}' gives no AWS credentials${detail ? ` (${detail})` : ''}.`
        : 'There are no AWS credentials.',
    action: () => 'Choose a profile, or set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  },
  unknownProfile: {
    sentence: ({ profile, detail }) => `There is no AWS profile '${profile ?? ''}'${detail ? ` (there is ${detail})` : ''}.`,
    action: () => 'Check its name in ~/.aws/config.',
  },
  credentialProcess: {
    sentence: (context) =>
      `The credential process${withProfile(context)} failed${context.detail ? `: ${context.detail}` : ''}.`,
    action: () => 'Run its command in a terminal to see what it says.',
  },
  badRole: {
    sentence: ({ role, detail }) => `'${role ?? ''}' is no role that can be assumed${detail ? ` (${detail})` : ''}.`,
    action: () => 'Give its ARN, for example arn:aws:iam::123456789012:role/reader.',
  },
  roleDenied: {
    sentence: (context) => {
      const why = context.detail ? ` (${context.detail})` : '';
      if (!context.role) return `The role${withProfile(context)} may not be assumed${why}.`;
      return `The credentials${withProfile(context)} may not assume the role ${context.role}${why}.`;
    },
    action: ({ role }) =>
      role
        ? "Allow them sts:AssumeRole for it, and check the role's trust policy."
        : "Check role_arn and source_profile, and the role's trust policy.",
  },
  stsDisabled: {
    sentence: ({ region }) => `AWS's sign-in for roles is not active in ${region ?? 'the region'} for the account.`,
    action: () => 'Activate STS for that region in the account settings of IAM, or choose another region.',
  },
  expired: {
    sentence: (context) => `The AWS session${withProfile(context)} has expired.`,
    action: (context) => `Sign in again, for example with ${ssoLogin(context).join(' ')}.`,
  },
  badCredentials: {
    sentence: (context) => `AWS does not accept the credentials${withProfile(context)}.`,
    action: () => 'Check the access key and its secret; a region that is not enabled for the account refuses them too.',
  },
  clockSkew: {
    sentence: () => "AWS refused the request's time.",
    action: () => "Set this machine's clock.",
  },
  denied: {
    sentence: (context) => `The credentials${withProfile(context)} may not ${serviceOf(context).what}.`,
    action: (context) => `Allow ${serviceOf(context).permission}.`,
  },
  noRegion: {
    sentence: () => 'No AWS region is chosen.',
    action: () => 'Give a region, set AWS_REGION, or add one to the profile.',
  },
  wrongRegion: {
    sentence: ({ region }) => `There is no AWS region '${region ?? ''}'.`,
    action: () => 'Check its name, for example us-east-1.',
  },
  badEndpoint: {
    sentence: ({ endpoint }) => `The AWS endpoint '${endpoint ?? ''}' is no http or https address.`,
    action: () => 'Correct the AWS_ENDPOINT_URL variables or the profile.',
  },
  badProxy: {
    sentence: () => 'The address of the proxy is no http or https address.',
    action: () => 'Correct HTTPS_PROXY or HTTP_PROXY, or in the editor the setting http.proxy.',
  },
  proxyDenied: {
    sentence: () => 'The proxy wants to know who asks.',
    action: () => 'Give HTTPS_PROXY a name and a password, or have the host excepted with NO_PROXY.',
  },
  throttled: {
    sentence: (context) => `${Where(context)} is throttling requests.`,
    action: () => 'Wait a minute and refresh.',
  },
  unavailable: {
    sentence: (context) => `${Where(context)} has a fault of its own${context.detail ? ` (${context.detail})` : ''}.`,
    action: () => 'Try again in a minute.',
  },
  endpointDown: {
    sentence: (context) => `${Where(context)} does not accept connections.`,
    action: () => 'Check the network, the proxy and the endpoint address.',
  },
  interrupted: {
    sentence: (context) => `The connection to ${where(context)} broke off.`,
    action: () => 'Try again; check the network and the proxy.',
  },
  dns: {
    sentence: (context) => `The host of ${where(context)} was not found.`,
    action: () => 'Check the network, the name service and the region.',
  },
  certificate: {
    sentence: (context) =>
      `The certificate of ${where(context)} is not trusted${context.detail ? ` (${context.detail})` : ''}.`,
    action: () => 'Point NODE_EXTRA_CA_CERTS at the certificate of your proxy.',
  },
  timeout: {
    sentence: (context) => `${Where(context)} did not answer in time.`,
    action: () => 'Try again; check the network and the proxy.',
  },
  malformed: {
    sentence: (context) => `${Where(context)} gave an answer that is not AWS's${context.detail ? ` (${context.detail})` : ''}.`,
    action: () => 'A proxy or a sign-in page may stand between; check the endpoint address.',
  },
  cancelled: {
    sentence: () => 'The check was cancelled.',
    action: () => 'Refresh to ask again.',
  },
  unknown: {
    sentence: (context) => `${Where(context)} answered with an error${context.detail ? `: ${context.detail}` : ''}.`,
    action: () => 'See the log for the whole answer.',
  },
};

/** AWS gave no answer; the message is one sentence and what to do. */
export class LiveError extends Error {
  readonly reason: FailureReason;
  /** What happened, one sentence. */
  readonly sentence: string;
  /** What to do, one sentence. */
  readonly action: string;
  /** The command that cures it, as an argument vector; undefined where none does. */
  readonly command: readonly string[] | undefined;

  constructor(reason: FailureReason, context: FailureContext = {}, cause?: unknown) {
    const wording = wordings[reason];
    const sentence = wording.sentence(context);
    const action = wording.action(context);
    super(`${sentence} ${action}`, cause === undefined ? undefined : { cause });
    this.name = 'LiveError';
    this.reason = reason;
    this.sentence = sentence;
    this.action = action;
    this.command = reason === 'expired' ? ssoLogin(context) : undefined;
  }
}

/** The code of an error that an answer is longer than any of AWS's. */
export const tooLong = 'PLUMBLINE_ANSWER_TOO_LONG';

/**
 * Error names and codes to reasons: AWS's common errors, Auto Scaling's own, and Node's network codes.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/CommonErrors.html
 */
const reasonsByCode: Readonly<Record<string, FailureReason>> = {
  InvalidClientTokenId: 'badCredentials',
  UnrecognizedClientException: 'badCredentials',
  SignatureDoesNotMatch: 'badCredentials',
  InvalidSignatureException: 'badCredentials',
  IncompleteSignature: 'badCredentials',
  MissingAuthenticationToken: 'badCredentials',
  AuthFailure: 'badCredentials',
  OptInRequired: 'badCredentials',
  ExpiredToken: 'expired',
  ExpiredTokenException: 'expired',
  TokenRefreshRequired: 'expired',
  TokenProviderError: 'expired',
  RequestExpired: 'clockSkew',
  RequestTimeTooSkewed: 'clockSkew',
  RegionDisabledException: 'stsDisabled',
  AccessDenied: 'denied',
  AccessDeniedException: 'denied',
  UnauthorizedOperation: 'denied',
  Throttling: 'throttled',
  ThrottlingException: 'throttled',
  ThrottledException: 'throttled',
  RequestLimitExceeded: 'throttled',
  TooManyRequestsException: 'throttled',
  RequestThrottled: 'throttled',
  SlowDown: 'throttled',
  InternalFailure: 'unavailable',
  InternalError: 'unavailable',
  InternalServerError: 'unavailable',
  ServiceUnavailable: 'unavailable',
  ServiceUnavailableException: 'unavailable',
  ResourceContention: 'unavailable',
  CredentialsProviderError: 'noCredentials',
  ECONNREFUSED: 'endpointDown',
  EHOSTUNREACH: 'endpointDown',
  ENETUNREACH: 'endpointDown',
  EADDRNOTAVAIL: 'endpointDown',
  ECONNRESET: 'interrupted',
  EPIPE: 'interrupted',
  ERR_STREAM_PREMATURE_CLOSE: 'interrupted',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ETIMEDOUT: 'timeout',
  ESOCKETTIMEDOUT: 'timeout',
  TimeoutError: 'timeout',
  RequestTimeout: 'timeout',
  CERT_HAS_EXPIRED: 'certificate',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate',
  [tooLong]: 'malformed',
  AbortError: 'cancelled',
};

/** What only the message tells, and tells better than the code. */
const reasonsByMessage: readonly (readonly [RegExp, FailureReason])[] = [
  [/region is missing/i, 'noRegion'],
  [/should be scoped to a valid region|region not accepted/i, 'wrongRegion'],
  [/signature expired|signature not yet current/i, 'clockSkew'],
  [/\baws sso login\b|sso session .*(expired|invalid)|sso token .*(expired|invalid)|token is expired/i, 'expired'],
  [/socket hang up/i, 'interrupted'],
];

/** A region's name has this shape in every partition (`us-gov-west-1`, `ap-southeast-7`, `us-iso-east-1`). */
const regionShape =
  /^(us|eu|ap|sa|ca|me|af|il|mx|cn|eusc)(-(gov|isob?|isof|isoe))?-(north|south|east|west|central|northeast|northwest|southeast|southwest|de-east)-\d+$/;

/**
 * Finds the reason of whatever the AWS SDK threw.
 * @param profileKind how the profile gets its credentials, since the SDK words all failures of credentials alike
 */
export function toLiveError(error: unknown, context: FailureContext, profileKind?: 'sso' | 'process' | 'other'): LiveError {
  if (error instanceof LiveError) return error;
  const facts = factsOf(error);
  const detail = facts.message || facts.codes[0];
  let reason =
    reasonsByMessage.find(([pattern]) => pattern.test(facts.message))?.[1] ??
    facts.codes.map((code) => (Object.hasOwn(reasonsByCode, code) ? reasonsByCode[code] : undefined)).find(Boolean) ??
    reasonOfStatus(facts);
  if (reason === 'noCredentials' && profileKind === 'sso') reason = 'expired';
  if (reason === 'noCredentials' && profileKind === 'process') reason = 'credentialProcess';
  if (reason === 'denied' && context.signingIn) reason = 'roleDenied';
  // Credentials were there to ask for the role; what came was none.
  if (context.role && reason === 'noCredentials') reason = 'malformed';
  if (context.role && facts.codes.includes('ValidationError')) reason = 'badRole';
  if (reason === 'dns' && context.region && !context.endpoint && !context.signingIn && !regionShape.test(context.region))
    reason = 'wrongRegion';
  return new LiveError(reason, { ...context, detail: detail ? oneLine(detail) : undefined }, error);
}

/** An answer without a code that AWS gives: a proxy's page, or a service in trouble. */
function reasonOfStatus({ status, unparsable }: Facts): FailureReason {
  if (status === 407) return 'proxyDenied';
  if (status === 429) return 'throttled';
  if (status !== undefined && status >= 500) return 'unavailable';
  return unparsable ? 'malformed' : 'unknown';
}

interface Facts {
  readonly codes: readonly string[];
  readonly message: string;
  readonly status: number | undefined;
  /** The SDK could not read the answer. */
  readonly unparsable: boolean;
}

function factsOf(error: unknown): Facts {
  const codes: string[] = [];
  const messages: string[] = [];
  let status: number | undefined;
  let unparsable = false;
  // A connection that failed on every address is an AggregateError without a message of its own.
  const queue: unknown[] = [error];
  for (let depth = 0; queue.length && depth < 10; depth++) {
    const current = queue.shift();
    if (!(current instanceof Error)) continue;
    const fields = current as Error & { code?: unknown; Code?: unknown; $metadata?: { httpStatusCode?: number } };
    // The SDK renames a reset connection to TimeoutError, so Node's own code comes first.
    for (const code of [fields.code, fields.Code, fields.name])
      if (typeof code === 'string' && code !== 'Error') codes.push(code);
    const [message = '', hint] = current.message.split(/\s*Deserialization error: to see the raw response/);
    unparsable ||= hint !== undefined || fields.name === 'SyntaxError';
    if (message) messages.push(message.replace(/^@[\w-]+(\/[\w-]+)? (- )?/, ''));
    status ??= fields.$metadata?.httpStatusCode;
    if (current instanceof AggregateError) queue.push(...current.errors);
    if (current.cause) queue.push(current.cause);
  }
  return { codes, message: messages[0] ?? '', status, unparsable };
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim().replace(/\.$/, '');
  return line.length > 200 ? `${line.slice(0, 200)}...` : line;
}
