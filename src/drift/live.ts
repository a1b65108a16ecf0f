import { inspect } from 'node:util';
import type * as Sdk from '@aws-sdk/client-auto-scaling';
import type { Log } from '../log.ts';
import { LiveError, toLiveError } from './failure.ts';
import { type GroupQuery, isEmpty, logicalIdTag } from './match.ts';
import type { Target } from './target.ts';

/** An Auto Scaling group as AWS answers it. */
export interface LiveGroup {
  readonly name: string;
  /** Subnet ids in AWS's own order. */
  readonly subnets: readonly string[];
  readonly zones: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  /** Twelve digits, from the group's ARN; empty where the answer has none. */
  readonly account: string;
  readonly region: string;
}

/** How long AWS may take, in milliseconds. The SDK's own defaults wait for ever. */
export interface LiveLimits {
  readonly connect: number;
  /** Silence of one request. */
  readonly request: number;
  /** The whole check of one target, retries and pages included. */
  readonly total: number;
  /** Tries of one request. */
  readonly attempts: number;
}

export const defaultLimits: LiveLimits = { connect: 3_000, request: 10_000, total: 30_000, attempts: 3 };

/** AWS answers at most this many groups a page, and takes at most this many names a call. */
const batch = 100;
/** Values of one filter. */
const filterValues = 50;
const concurrency = 4;

/** One series of pages: groups by name, by tag, or all. */
interface Series {
  readonly names?: string[];
  readonly logicalIds?: string[];
}

/**
 * Reads the groups of a query. Asks in batches, follows every page, retries what may be retried, and gives up in time.
 * The AWS SDK loads on the first call.
 * @returns the groups that are there; a name without a group is simply absent
 * @throws LiveError with the reason
 */
export async function readGroups(
  query: GroupQuery,
  target: Target,
  log: Log,
  options: { readonly limits?: LiveLimits; readonly signal?: AbortSignal | undefined } = {},
): Promise<Map<string, LiveGroup>> {
  const limits = options.limits ?? defaultLimits;
  const found = new Map<string, LiveGroup>();
  if (isEmpty(query)) return found;
  const context = { profile: target.profile, region: target.region, endpoint: target.endpoint };
  const deadline = AbortSignal.timeout(limits.total);
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, deadline, ...(options.signal ? [options.signal] : [])]);
  let client: Sdk.AutoScalingClient | undefined;
  let signingIn = true;
  try {
    // The SDK speaks of the Node versions that its next releases need; it is part of this program and does not change by itself.
    process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
    const sdk = await import('@aws-sdk/client-auto-scaling');
    client = createClient(sdk.AutoScalingClient, target, limits, log);
    const batches: Series[] = query.all
      ? [{}]
      : [
          ...chunks(query.names, batch).map((names) => ({ names })),
          ...chunks(query.logicalIds, filterValues).map((logicalIds) => ({ logicalIds })),
        ];
    const worker = async (own: Sdk.AutoScalingClient) => {
      for (let next = batches.shift(); next; next = batches.shift()) {
        for (const group of await readBatch(own, sdk, next, signal))
          found.set(group.AutoScalingGroupName ?? '', toLiveGroup(group, target));
      }
    };
    const own = client;
    // Fetched first, so that a failure to sign in is told from one of Auto Scaling; the client keeps them.
    await unlessAborted(signal, own.config.credentials());
    signingIn = false;
    await unlessAborted(signal, Promise.all(Array.from({ length: Math.min(concurrency, batches.length) }, () => worker(own))));
    return found;
  } catch (error) {
    if (options.signal?.aborted) throw new LiveError('cancelled', context, error);
    if (deadline.aborted) throw new LiveError('timeout', context, error);
    const failure = toLiveError(error, { ...context, signingIn }, target.profileKind);
    log.debug(`aws: ${failure.reason}: ${inspect(error, { depth: 3 })}`);
    throw failure;
  } finally {
    stop.abort();
    client?.destroy();
  }
}

function createClient(
  Client: typeof Sdk.AutoScalingClient,
  target: Target,
  limits: LiveLimits,
  log: Log,
): Sdk.AutoScalingClient {
  const chatter = (...content: unknown[]) =>
    log.trace(`aws: ${content.map((part) => (typeof part === 'string' ? part : inspect(part, { depth: 4 }))).join(' ')}`);
  // The credential chain takes these from the client's configuration; a login since the last check must be seen.
  const shared = { filepath: target.credentialsFile, configFilepath: target.configFile, ignoreCache: true };
  return new Client({
    ...shared,
    region: target.region,
    ...(target.endpoint && { endpoint: target.endpoint }),
    ...(target.keys && { credentials: target.keys }),
    ...(target.profile && { profile: target.profile }),
    maxAttempts: limits.attempts,
    retryMode: 'adaptive',
    requestHandler: {
      connectionTimeout: limits.connect,
      requestTimeout: limits.request,
      socketTimeout: limits.request,
      throwOnRequestTimeout: true,
    },
    logger: { trace: chatter, debug: chatter, info: chatter, warn: chatter, error: chatter },
  });
}

async function readBatch(
  client: Sdk.AutoScalingClient,
  sdk: typeof Sdk,
  { names, logicalIds }: Series,
  signal: AbortSignal,
): Promise<Sdk.AutoScalingGroup[]> {
  const groups: Sdk.AutoScalingGroup[] = [];
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const answer = await client.send(
      new sdk.DescribeAutoScalingGroupsCommand({
        ...(names && { AutoScalingGroupNames: names }),
        ...(logicalIds && { Filters: [{ Name: `tag:${logicalIdTag}`, Values: logicalIds }] }),
        MaxRecords: batch,
        IncludeInstances: false,
        ...(token && { NextToken: token }),
      }),
      { abortSignal: signal },
    );
    // An answer of another shape deserialises to nothing at all rather than to an empty list.
    if (!answer.AutoScalingGroups) throw new LiveError('malformed', {});
    groups.push(...answer.AutoScalingGroups);
    token = answer.NextToken;
    if (token !== undefined && seen.has(token)) throw new LiveError('malformed', { detail: 'its pages go round in a circle' });
    if (token !== undefined) seen.add(token);
  } while (token);
  return groups;
}

function chunks(values: readonly string[], size: number): string[][] {
  const unique = [...new Set(values)];
  return Array.from({ length: Math.ceil(unique.length / size) }, (_, i) => unique.slice(i * size, (i + 1) * size));
}

function toLiveGroup(group: Sdk.AutoScalingGroup, target: Target): LiveGroup {
  return {
    name: group.AutoScalingGroupName ?? '',
    subnets: (group.VPCZoneIdentifier ?? '')
      .split(',')
      .map((id) => id.trim())
      .filter(Boolean),
    zones: group.AvailabilityZones ?? [],
    tags: Object.fromEntries((group.Tags ?? []).map((tag) => [tag.Key ?? '', tag.Value ?? ''])),
    account: /^arn:[^:]*:autoscaling:[^:]*:(\d{12}):/.exec(group.AutoScalingGroupARN ?? '')?.[1] ?? '',
    region: target.region,
  };
}

/** The SDK's waits between retries do not listen to the signal; nobody should wait for them. */
async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  signal.throwIfAborted();
  let onAbort: (() => void) | undefined;
  try {
    return await Promise.race([
      work,
      new Promise<never>((_, reject) => {
        onAbort = () => reject(signal.reason);
        signal.addEventListener('abort', onAbort, { once: true });
      }),
    ]);
  } finally {
    if (onAbort) signal.removeEventListener('abort', onAbort);
  }
}
