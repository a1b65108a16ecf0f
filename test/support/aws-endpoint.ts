import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** One Auto Scaling group as the endpoint answers it. */
export interface EndpointGroup {
  readonly name: string;
  /** Subnet ids in the endpoint's own order. */
  readonly subnets: readonly string[];
  readonly zones?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
  /** Only calls signed for this region see the group; without it every call does. */
  readonly region?: string;
  /** Only calls of this account see the group; without it every call does. */
  readonly account?: string;
}

/** One subnet as the endpoint answers it. */
export interface EndpointSubnet {
  readonly id: string;
  readonly zone: string;
  readonly vpc?: string;
}

/** How one call goes wrong. `error` is an AWS error answer; the others are what networks and proxies do. */
export type Fault =
  | { readonly kind: 'error'; readonly code: string; readonly status?: number; readonly message?: string }
  | { readonly kind: 'hang' }
  | { readonly kind: 'hangInBody' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'resetInBody' }
  | { readonly kind: 'html'; readonly status?: number }
  | { readonly kind: 'empty' }
  | { readonly kind: 'truncated' }
  | { readonly kind: 'huge'; readonly bytes: number }
  | { readonly kind: 'entityBomb' };

/** One call as the endpoint understood it. */
export interface EndpointCall {
  readonly action: string;
  /** As the signature names it: `autoscaling`, `ec2`, `sts`. */
  readonly service: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly names: readonly string[];
  readonly maxRecords: number | undefined;
  readonly nextToken: string | undefined;
  readonly includeInstances: string | undefined;
}

export interface AwsEndpointOptions {
  readonly groups: readonly EndpointGroup[];
  /** 0 or nothing: any free port. */
  readonly port?: number;
  readonly account?: string;
  /** Nothing: DescribeSubnets is not allowed. */
  readonly subnets?: readonly EndpointSubnet[] | undefined;
  /** ARNs of the roles that may be assumed; calls with a role's credentials are of the role's account. */
  readonly roles?: readonly string[];
  /** Milliseconds that every answer waits. */
  readonly latencyMs?: number;
  /** The fault of a call, or undefined for a good answer; `index` counts calls from 0. */
  readonly fault?: (call: EndpointCall, index: number) => Fault | undefined;
}

export interface AwsEndpoint {
  readonly url: string;
  /** Environment that sends an AWS SDK or the AWS CLI here, with credentials that mean nothing anywhere else. */
  readonly environment: Readonly<Record<string, string>>;
  /** Every call so far, in order of arrival. */
  readonly calls: readonly EndpointCall[];
  /** From now on these groups are there. */
  setGroups(groups: readonly EndpointGroup[]): void;
  /** From now on calls go wrong so. */
  setFault(fault: AwsEndpointOptions['fault']): void;
  close(): Promise<void>;
}

const defaultPage = 50;
const largestPage = 100;

/**
 * Starts a loopback stand-in for AWS's endpoints. It speaks the AwsQuery protocol for Auto Scaling's
 * DescribeAutoScalingGroups: names and tag filters, MaxRecords, NextToken, the limits AWS documents, and each group's
 * subnets in an order of the endpoint's own, as AWS does; and for STS's AssumeRole and EC2's DescribeSubnets.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeAutoScalingGroups.html
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSubnets.html
 */
export async function startAwsEndpoint(options: AwsEndpointOptions): Promise<AwsEndpoint> {
  const account = options.account ?? '123456789012';
  let { groups, fault } = options;
  const accounts = new Map<string, string>();
  const calls: EndpointCall[] = [];
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const form = new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
      const call = readCall(form, request.headers.authorization ?? '');
      const index = calls.push(call) - 1;
      const answer = () => {
        const wrong = fault?.(call, index);
        const own = accounts.get(call.accessKeyId) ?? account;
        if (wrong) answerFault(wrong, response, call.service);
        else if (call.action === 'AssumeRole') answerRole(form, options.roles ?? [], accounts, response);
        else if (call.action === 'DescribeSubnets') answerSubnets(form, options.subnets, own, response);
        else answerCall(call, form, groups, own, response);
      };
      if (options.latencyMs) setTimeout(answer, options.latencyMs);
      else answer();
    });
    // A client that gives up is no failure of the endpoint.
    request.on('error', () => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    environment: {
      AWS_ENDPOINT_URL_AUTO_SCALING: url,
      AWS_ENDPOINT_URL_EC2: url,
      AWS_ENDPOINT_URL_STS: url,
      AWS_ACCESS_KEY_ID: 'plumbline-stand-in',
      AWS_SECRET_ACCESS_KEY: 'plumbline-stand-in',
      AWS_REGION: 'us-east-1',
    },
    calls,
    setGroups: (next) => void (groups = next),
    setFault: (next) => void (fault = next),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function readCall(form: URLSearchParams, authorization: string): EndpointCall {
  // AWS4-HMAC-SHA256 Credential=KEY/20260101/us-east-1/autoscaling/aws4_request, ...
  const [accessKeyId = '', , region = '', service = ''] = (/Credential=([^,\s]+)/.exec(authorization)?.[1] ?? '').split('/');
  const maxRecords = form.get('MaxRecords');
  return {
    action: form.get('Action') ?? '',
    service,
    region,
    accessKeyId,
    names: members(form, 'AutoScalingGroupNames'),
    maxRecords: maxRecords === null ? undefined : Number(maxRecords),
    nextToken: form.get('NextToken') ?? undefined,
    includeInstances: form.get('IncludeInstances') ?? undefined,
  };
}

/** `Prefix.member.1`, `Prefix.member.2` ... of an AwsQuery form. */
function members(form: URLSearchParams, prefix: string): string[] {
  const values: string[] = [];
  for (let i = 1; ; i++) {
    const value = form.get(`${prefix}.member.${i}`);
    if (value === null) return values;
    values.push(value);
  }
}

interface Filter {
  readonly name: string;
  readonly values: readonly string[];
}

function filtersOf(form: URLSearchParams): Filter[] {
  const filters: Filter[] = [];
  for (let i = 1; ; i++) {
    const name = form.get(`Filters.member.${i}.Name`);
    if (name === null) return filters;
    filters.push({ name, values: members(form, `Filters.member.${i}.Values`) });
  }
}

function passes(group: EndpointGroup, { name, values }: Filter): boolean {
  const tags = group.tags ?? {};
  if (name === 'tag-key') return values.some((value) => Object.hasOwn(tags, value));
  if (name === 'tag-value') return values.some((value) => Object.values(tags).includes(value));
  if (name.startsWith('tag:')) return values.includes(tags[name.slice('tag:'.length)] ?? '');
  return false;
}

function answerCall(
  call: EndpointCall,
  form: URLSearchParams,
  groups: readonly EndpointGroup[],
  account: string,
  response: http.ServerResponse,
): void {
  const invalid = (message: string) => answerFault({ kind: 'error', code: 'ValidationError', message }, response);
  if (call.action !== 'DescribeAutoScalingGroups') {
    answerFault({ kind: 'error', code: 'InvalidAction', message: `Could not find operation ${call.action}` }, response);
    return;
  }
  const page = call.maxRecords ?? defaultPage;
  if (!Number.isInteger(page) || page < 1 || page > largestPage)
    return invalid(`MaxRecords must be between 1 and ${largestPage}`);
  if (call.names.length > page) return invalid(`At most ${page} AutoScalingGroupNames may be given`);
  const start = call.nextToken === undefined ? 0 : tokenToOffset(call.nextToken);
  if (start === undefined) {
    answerFault({ kind: 'error', code: 'InvalidNextToken', message: 'The NextToken value is not valid.' }, response);
    return;
  }
  const filters = filtersOf(form);
  const found = groups.filter(
    (group) =>
      (group.region === undefined || group.region === call.region) &&
      (group.account === undefined || group.account === account) &&
      (call.names.length === 0 || call.names.includes(group.name)) &&
      filters.every((filter) => passes(group, filter)),
  );
  const next = start + page < found.length ? offsetToToken(start + page) : undefined;
  const body = found
    .slice(start, start + page)
    .map((group) => groupXml(group, call.region, account))
    .join('');
  sendXml(
    response,
    200,
    `<DescribeAutoScalingGroupsResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/">` +
      `<DescribeAutoScalingGroupsResult><AutoScalingGroups>${body}</AutoScalingGroups>` +
      (next === undefined ? '' : `<NextToken>${next}</NextToken>`) +
      `</DescribeAutoScalingGroupsResult><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>` +
      `</DescribeAutoScalingGroupsResponse>`,
  );
}

/** What an assumed role signs with. Times are far enough in the future for any test. */
function answerRole(
  form: URLSearchParams,
  roles: readonly string[],
  accounts: Map<string, string>,
  response: http.ServerResponse,
): void {
  const arn = form.get('RoleArn') ?? '';
  const [, account, name] = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
  if (account === undefined || name === undefined || !roles.includes(arn)) {
    const message = `User is not authorized to perform: sts:AssumeRole on resource: ${arn}`;
    answerFault({ kind: 'error', code: 'AccessDenied', message }, response);
    return;
  }
  const accessKeyId = `ASSUMED-${name}`;
  accounts.set(accessKeyId, account);
  sendXml(
    response,
    200,
    `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>` +
      `<AccessKeyId>${escape(accessKeyId)}</AccessKeyId><SecretAccessKey>plumbline-stand-in</SecretAccessKey>` +
      `<SessionToken>plumbline-stand-in</SessionToken>` +
      `<Expiration>${new Date(Date.now() + 3_600_000).toISOString()}</Expiration></Credentials>` +
      `<AssumedRoleUser><Arn>arn:aws:sts::${account}:assumed-role/${escape(name)}/${escape(form.get('RoleSessionName') ?? '')}</Arn>` +
      `<AssumedRoleId>AROAEXAMPLE:${escape(form.get('RoleSessionName') ?? '')}</AssumedRoleId></AssumedRoleUser>` +
      `</AssumeRoleResult><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></AssumeRoleResponse>`,
  );
}

/** The subnets that a filter on their ids selects; those that are not there are no error, as with AWS. */
function answerSubnets(
  form: URLSearchParams,
  subnets: readonly EndpointSubnet[] | undefined,
  account: string,
  response: http.ServerResponse,
): void {
  if (!subnets) {
    const message = 'You are not authorized to perform this operation.';
    answerFault({ kind: 'error', code: 'UnauthorizedOperation', status: 403, message }, response, 'ec2');
    return;
  }
  const wanted: string[] = [];
  for (let i = 1; form.get(`Filter.1.Value.${i}`) !== null; i++) wanted.push(form.get(`Filter.1.Value.${i}`) ?? '');
  if (form.get('Filter.1.Name') !== 'subnet-id' || wanted.length > 200) {
    const message = 'Subnets are asked for by a filter on subnet-id with at most 200 values';
    answerFault({ kind: 'error', code: 'InvalidParameterValue', message }, response, 'ec2');
    return;
  }
  const items = subnets
    .filter(({ id }) => wanted.includes(id))
    .map(
      ({ id, zone, vpc = 'vpc-1' }) =>
        `<item><subnetId>${escape(id)}</subnetId><state>available</state><vpcId>${escape(vpc)}</vpcId>` +
        `<availabilityZone>${escape(zone)}</availabilityZone><ownerId>${account}</ownerId></item>`,
    );
  sendXml(
    response,
    200,
    `<DescribeSubnetsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>${requestId}</requestId>` +
      `<subnetSet>${items.join('')}</subnetSet></DescribeSubnetsResponse>`,
  );
}

const requestId = '7c6e177f-f082-11e1-ac58-3714bEXAMPLE';

/** Tokens of AWS are opaque; base64 makes a client that looks inside fail. */
function offsetToToken(offset: number): string {
  return Buffer.from(`offset:${offset}`).toString('base64');
}

function tokenToOffset(token: string): number | undefined {
  const match = /^offset:(\d+)$/.exec(Buffer.from(token, 'base64').toString('utf8'));
  return match ? Number(match[1]) : undefined;
}

function groupXml(group: EndpointGroup, region: string, account: string): string {
  const zones = group.zones ?? group.subnets.map((_, i) => `${region}${'abcdef'[i % 6]}`);
  const tags = Object.entries(group.tags ?? {})
    .map(
      ([key, value]) =>
        `<member><Key>${escape(key)}</Key><Value>${escape(value)}</Value><PropagateAtLaunch>true</PropagateAtLaunch>` +
        `<ResourceId>${escape(group.name)}</ResourceId><ResourceType>auto-scaling-group</ResourceType></member>`,
    )
    .join('');
  const arn = `arn:aws:autoscaling:${region}:${account}:autoScalingGroup:12345678-1234-1234-1234-123456789012:autoScalingGroupName/${group.name}`;
  return (
    `<member><AutoScalingGroupName>${escape(group.name)}</AutoScalingGroupName>` +
    `<AutoScalingGroupARN>${escape(arn)}</AutoScalingGroupARN>` +
    `<MinSize>1</MinSize><MaxSize>3</MaxSize><DesiredCapacity>2</DesiredCapacity><DefaultCooldown>300</DefaultCooldown>` +
    `<AvailabilityZones>${zones.map((zone) => `<member>${escape(zone)}</member>`).join('')}</AvailabilityZones>` +
    `<LoadBalancerNames/><HealthCheckType>EC2</HealthCheckType><CreatedTime>2024-01-01T00:00:00.000Z</CreatedTime>` +
    `<VPCZoneIdentifier>${escape(group.subnets.join(','))}</VPCZoneIdentifier>` +
    `<Tags>${tags}</Tags></member>`
  );
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function sendXml(response: http.ServerResponse, status: number, xml: string): void {
  const bytes = Buffer.from(xml);
  response.writeHead(status, {
    'content-type': 'text/xml',
    'content-length': bytes.length,
    'x-amzn-requestid': requestId,
  });
  response.end(bytes);
}

function answerFault(fault: Fault, response: http.ServerResponse, service = ''): void {
  switch (fault.kind) {
    case 'error': {
      const detail = `<Code>${escape(fault.code)}</Code><Message>${escape(fault.message ?? 'injected')}</Message></Error>`;
      sendXml(
        response,
        fault.status ?? (fault.code === 'AccessDenied' ? 403 : 400),
        service === 'ec2'
          ? `<Response><Errors><Error>${detail}</Errors><RequestID>${requestId}</RequestID></Response>`
          : `<ErrorResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/"><Error><Type>Sender</Type>${detail}` +
              `<RequestId>${requestId}</RequestId></ErrorResponse>`,
      );
      return;
    }
    case 'hang':
      return;
    case 'hangInBody':
      response.writeHead(200, { 'content-type': 'text/xml' });
      response.write('<DescribeAutoScalingGroupsResponse>');
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'resetInBody':
      response.writeHead(200, { 'content-type': 'text/xml', 'content-length': 10_000 });
      response.write('<DescribeAutoScalingGroupsResponse>', () => response.socket?.resetAndDestroy());
      return;
    case 'html':
      response.writeHead(fault.status ?? 200, { 'content-type': 'text/html' });
      response.end('<!DOCTYPE html><html><head><title>Sign in</title></head><body><p>Wi-Fi login<br></body></html>');
      return;
    case 'empty':
      response.writeHead(200, { 'content-type': 'text/xml' });
      response.end();
      return;
    case 'truncated':
      sendXml(response, 200, '<DescribeAutoScalingGroupsResponse><DescribeAutoScalingGroupsResult><AutoScalingGroups><mem');
      return;
    case 'huge': {
      const padding = `<member><AutoScalingGroupName>padding</AutoScalingGroupName><VPCZoneIdentifier>subnet-0</VPCZoneIdentifier></member>`;
      const groups = padding.repeat(Math.ceil(fault.bytes / padding.length));
      sendXml(
        response,
        200,
        `<DescribeAutoScalingGroupsResponse><DescribeAutoScalingGroupsResult><AutoScalingGroups>${groups}</AutoScalingGroups>` +
          `</DescribeAutoScalingGroupsResult></DescribeAutoScalingGroupsResponse>`,
      );
      return;
    }
    case 'entityBomb': {
      const levels = Array.from({ length: 12 }, (_, i) => `<!ENTITY e${i + 1} "${`&e${i};`.repeat(10)}">`).join('');
      sendXml(
        response,
        200,
        `<?xml version="1.0"?><!DOCTYPE bomb [<!ENTITY e0 "ha">${levels}]><DescribeAutoScalingGroupsResponse>` +
          `<DescribeAutoScalingGroupsResult><AutoScalingGroups><member><AutoScalingGroupName>&e12;</AutoScalingGroupName>` +
          `</member></AutoScalingGroups></DescribeAutoScalingGroupsResult></DescribeAutoScalingGroupsResponse>`,
      );
    }
  }
}
