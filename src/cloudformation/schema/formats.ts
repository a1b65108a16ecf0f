import type { KeywordContext } from './keywords.ts';
import { show } from './values.ts';

interface Format {
  readonly rule: string;
  readonly pattern: RegExp;
}

const arn = 'arn:aws[a-zA-Z-]*';

/**
 * The formats of AWS names and ids, each with its rule.
 * Source: https://github.com/aws-cloudformation/cfn-lint/blob/main/docs/format_keyword.md
 */
const formats: Readonly<Record<string, Format>> = {
  'AWS::EC2::SecurityGroup.Id': { rule: 'E1150', pattern: /^sg-(?:[a-fA-F0-9]{8}|[a-fA-F0-9]{17})$/ },
  'AWS::EC2::VPC.Id': { rule: 'E1151', pattern: /^vpc-(?:[0-9A-Fa-f]{8}|[0-9A-Fa-f]{17})$/ },
  'AWS::EC2::Image.Id': { rule: 'E1152', pattern: /^ami-(?:[0-9a-z]{8}|[0-9a-z]{17})$/ },
  'AWS::EC2::SecurityGroup.Name': { rule: 'E1153', pattern: /^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]+$/ },
  'AWS::EC2::Subnet.Id': { rule: 'E1154', pattern: /^subnet-(?:[0-9A-Fa-f]{8}|[0-9A-Fa-f]{17})$/ },
  'AWS::Logs::LogGroup.Name': { rule: 'E1155', pattern: /^[.\-_/#A-Za-z0-9]{1,512}$/ },
  'AWS::IAM::Role.Arn': { rule: 'E1156', pattern: new RegExp(`^${arn}:iam::\\d{12}:role/.+$`) },
  'AWS::KMS::Key.Arn': { rule: 'E1157', pattern: new RegExp(`^${arn}:kms:[a-z0-9-]+:\\d{12}:(?:key|alias)/.+$`) },
  'AWS::SNS::Topic.Arn': { rule: 'E1158', pattern: new RegExp(`^${arn}:sns:[a-z0-9-]+:\\d{12}:.+$`) },
  'AWS::ACM::Certificate.Arn': { rule: 'E1159', pattern: new RegExp(`^${arn}:acm:[a-z0-9-]+:\\d{12}:certificate/.+$`) },
  'AWS::Lambda::Function.Arn': { rule: 'E1160', pattern: new RegExp(`^${arn}:lambda:[a-z0-9-]+:\\d{12}:function:.+$`) },
  'AWS::S3::Bucket.Name': { rule: 'E1161', pattern: /^(?![.-])(?!.*\.\.)(?!.*-\.)(?!.*\.-)[a-z0-9.-]{3,63}(?<![.-])$/ },
  'AWS::KMS::Key.Id': {
    rule: 'E1162',
    pattern: /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|mrk-[0-9a-f]{32}|alias\/[a-zA-Z0-9/_-]+)$/,
  },
  'AWS::Lambda::Function.Name': { rule: 'E1163', pattern: /^[a-zA-Z0-9_-]{1,140}$/ },
  'AWS::KMS::Alias.AliasName': { rule: 'E1164', pattern: /^alias\/[a-zA-Z0-9:/_-]+$/ },
};

/** The keyword `format`. */
export function checkFormat({ validator, value, schema, node, scope, issues }: KeywordContext): void {
  if (node.kind !== 'scalar' || typeof node.value !== 'string' || typeof value !== 'string') return;
  const format = Object.hasOwn(formats, value) ? formats[value] : undefined;
  if (format) {
    // Where the schema has the pattern, too, that is what is reported.
    if (format.rule === 'E1155' && schema['pattern'] !== undefined) return;
    if (format.pattern.test(node.value) || isException(value, node.value, scope.place.text)) return;
    issues.push(validator.issue(node, scope, { keyword: 'format', rule: format.rule, message: `${show(node)} is no '${value}': it does not match ${format.pattern.source}` }));
    return;
  }
  const standard = Object.hasOwn(standards, value) ? standards[value] : undefined;
  if (!standard || standard(node.value)) return;
  issues.push(validator.issue(node, scope, { keyword: 'format', message: `${show(node)} is not a '${value}'` }));
}

function isException(format: string, text: string, place: string): boolean {
  if (format === 'AWS::S3::Bucket.Name') return text === '' && place === 'Resources/AWS::S3::Bucket/Properties/BucketName';
  return (
    format === 'AWS::EC2::Image.Id' &&
    place === 'Resources/AWS::EC2::LaunchTemplate/Properties/LaunchTemplateData/ImageId' &&
    text.startsWith('resolve:ssm')
  );
}

/** Formats that are not AWS's own. */
const standards: Readonly<Record<string, (text: string) => boolean>> = {
  'ipv4-network': isIpv4Network,
  'ipv6-network': (text) => ipv6Network(text) !== undefined,
  ipv4: (text) => ipv4Number(text) !== undefined,
  ipv6: (text) => isIpv6(text),
  date: (text) => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)),
  'date-time': (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i.test(text) && !Number.isNaN(Date.parse(text)),
  regex: (text) => {
    try {
      return Boolean(new RegExp(text, 'u'));
    } catch {
      return false;
    }
  },
};

/** The address as a number; undefined where it is none. */
export function ipv4Number(text: string): number | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let number = 0;
  for (const part of parts) {
    if (!/^(?:0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    number = number * 256 + Number(part);
  }
  return number;
}

/** A block of IPv4 addresses; undefined where the text is none, or has bits set beside its prefix. */
export function ipv4Network(text: string): { start: number; size: number } | undefined {
  const [address = '', prefix = '32', ...rest] = text.split('/');
  const number = ipv4Number(address);
  if (number === undefined || rest.length > 0 || !/^\d{1,2}$/.test(prefix) || Number(prefix) > 32) return undefined;
  const size = 2 ** (32 - Number(prefix));
  return number % size === 0 ? { start: number, size } : undefined;
}

function isIpv4Network(text: string): boolean {
  return ipv4Network(text) !== undefined;
}

function ipv6Groups(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const groups = (half: string): string[] => (half === '' ? [] : half.split(':'));
  const [head, tail] = [groups(halves[0] ?? ''), groups(halves[1] ?? '')];
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const all = [...head, ...Array.from({ length: halves.length === 2 ? missing : 0 }, () => '0'), ...tail];
  if (!all.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return all.reduce((number, group) => number * 65536n + BigInt(Number.parseInt(group, 16)), 0n);
}

function isIpv6(text: string): boolean {
  return ipv6Groups(text) !== undefined;
}

/** A block of IPv6 addresses; undefined where the text is none, or has bits set beside its prefix. */
export function ipv6Network(text: string): { start: bigint; size: bigint } | undefined {
  const [address = '', prefix = '128', ...rest] = text.split('/');
  const number = ipv6Groups(address);
  if (number === undefined || rest.length > 0 || !/^\d{1,3}$/.test(prefix) || Number(prefix) > 128) return undefined;
  const size = 1n << BigInt(128 - Number(prefix));
  return number % size === 0n ? { start: number, size } : undefined;
}
