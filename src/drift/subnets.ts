import type { Declaration } from './declaration.ts';
import { LiveError } from './failure.ts';
import { chunks, type LiveGroup } from './live.ts';
import type { AwsSession } from './session.ts';

/** A subnet as EC2 answers it. */
export interface Subnet {
  readonly zone: string;
  readonly vpc: string;
}

/** Subnets that EC2 was asked about; undefined for one that is not in the account and region. */
export type Subnets = ReadonlyMap<string, Subnet | undefined>;

/** What EC2 knows of a subnet that Auto Scaling does not tell. */
export interface SubnetFact {
  readonly kind: 'deleted' | 'otherVpc';
  readonly subnet: string;
  /** One sentence. */
  readonly text: string;
}

/** Values of one filter. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html */
const filterValues = 200;

/**
 * Reads zone and VPC of subnets; needs ec2:DescribeSubnets. EC2's SDK loads on the first call.
 * @throws LiveError with the reason
 */
export async function readSubnets(ids: readonly string[], session: AwsSession): Promise<Subnets> {
  const found = new Map<string, Subnet | undefined>(ids.map((id) => [id, undefined]));
  if (!ids.length) return found;
  const sdk = await import('@aws-sdk/client-ec2');
  return session.ask(
    'ec2',
    async (configuration) => new sdk.EC2Client(configuration),
    async (client, abortSignal) => {
      for (const values of chunks(ids, filterValues)) {
        // A filter leaves out what is not there, where SubnetIds would make the whole call fail.
        let token: string | undefined;
        do {
          const answer = await client.send(
            new sdk.DescribeSubnetsCommand({
              Filters: [{ Name: 'subnet-id', Values: values }],
              ...(token && { NextToken: token }),
            }),
            { abortSignal },
          );
          if (!answer.Subnets) throw new LiveError('malformed', { service: 'ec2' });
          for (const { SubnetId, AvailabilityZone, VpcId } of answer.Subnets)
            found.set(SubnetId ?? '', { zone: AvailabilityZone ?? '', vpc: VpcId ?? '' });
          token = answer.NextToken;
        } while (token);
      }
      return found;
    },
  );
}

/** The zones of a group's subnets, declared and live, as far as they are known. */
export function zonesOf({ subnets }: Declaration, live: LiveGroup | undefined, known: Subnets): ReadonlyMap<string, string> {
  const ids = [...subnets.items.map(({ id }) => id), ...(live?.subnets ?? [])];
  return new Map(
    ids.flatMap((id): [string, string][] => {
      const zone = known.get(id)?.zone;
      return zone ? [[id, zone]] : [];
    }),
  );
}

/**
 * Subnets that are not there, and those of another VPC than the group's. Only a group that AWS has tells that the right
 * account and region were asked.
 */
export function subnetFacts({ subnets, account }: Declaration, live: LiveGroup | undefined, known: Subnets): SubnetFact[] {
  if (!live || (account && live.account && account !== live.account)) return [];
  const vpc = live.subnets.map((id) => known.get(id)?.vpc).find(Boolean);
  const facts: SubnetFact[] = [];
  for (const id of new Set([...subnets.items.map((item) => item.id), ...live.subnets])) {
    const subnet = known.get(id);
    if (known.has(id) && !subnet) {
      const place = `${live.region}${live.account && ` of account ${live.account}`}`;
      facts.push({ kind: 'deleted', subnet: id, text: `There is no subnet ${id} in ${place}.` });
    } else if (subnet && vpc && subnet.vpc !== vpc) {
      facts.push({ kind: 'otherVpc', subnet: id, text: `The subnet ${id} is in ${subnet.vpc}, and the group is in ${vpc}.` });
    }
  }
  return facts;
}
