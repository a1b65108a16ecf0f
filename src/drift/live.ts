import type * as Sdk from '@aws-sdk/client-auto-scaling';
import { LiveError } from './failure.ts';
import { type GroupQuery, isEmpty, logicalIdTag } from './match.ts';
import type { AwsSession } from './session.ts';
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
export async function readGroups(query: GroupQuery, session: AwsSession): Promise<Map<string, LiveGroup>> {
  const found = new Map<string, LiveGroup>();
  if (isEmpty(query)) return found;
  const batches: Series[] = query.all
    ? [{}]
    : [
        ...chunks(query.names, batch).map((names) => ({ names })),
        ...chunks(query.logicalIds, filterValues).map((logicalIds) => ({ logicalIds })),
      ];
  const sdk = await import('@aws-sdk/client-auto-scaling');
  await session.ask(
    'autoScaling',
    async (configuration) => new sdk.AutoScalingClient(configuration),
    async (client, signal) => {
      const worker = async () => {
        for (let next = batches.shift(); next; next = batches.shift()) {
          for (const group of await readBatch(client, sdk, next, signal))
            found.set(group.AutoScalingGroupName ?? '', toLiveGroup(group, session.target));
        }
      };
      await Promise.all(Array.from({ length: Math.min(concurrency, batches.length) }, worker));
    },
  );
  return found;
}

async function readBatch(
  client: Sdk.AutoScalingClient,
  sdk: typeof Sdk,
  { names, logicalIds }: Series,
  signal: AbortSignal,
): Promise<Sdk.AutoScalingGroup[]> {
  const groups: Sdk.AutoScalingGroup[] = [];
  const wanted = names && new Set(names.map((name) => name.toLowerCase()));
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
    if (answer.AutoScalingGroups.length > batch)
      throw new LiveError('malformed', { detail: `${answer.AutoScalingGroups.length} groups in a page of ${batch}` });
    // What is no answer to the question must not make groups missing.
    const stray = answer.AutoScalingGroups.find(({ AutoScalingGroupName: name }) => !name || wanted?.has(name.toLowerCase()) === false);
    if (stray) throw new LiveError('malformed', { detail: 'it has groups that were not asked for' });
    groups.push(...answer.AutoScalingGroups);
    token = answer.NextToken;
    if (token !== undefined && seen.has(token)) throw new LiveError('malformed', { detail: 'its pages go round in a circle' });
    if (token !== undefined) seen.add(token);
  } while (token);
  return groups;
}

/** The values, each once, in portions of a size. */
export function chunks(values: readonly string[], size: number): string[][] {
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
