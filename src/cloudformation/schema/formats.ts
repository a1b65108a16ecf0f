import type { KeywordContext } from './keywords.ts';
import { show } from './values.ts';
import { either, inProperty } from './words.ts';

interface Format {
  readonly rule: string;
  readonly pattern: RegExp;
  /** What the format is of: `the id of a subnet`. */
  readonly what: string;
  /** What it looks like, as a sentence goes on. */
  readonly form: string;
}

const arn = 'arn:aws[a-zA-Z-]*';

/**
 * The formats of AWS names and ids, each with its rule.
 * Source: https://github.com/aws-cloudformation/cfn-lint/blob/main/docs/format_keyword.md
 */
const formats: Readonly<Record<string, Format>> = {
  'AWS::EC2::SecurityGroup.Id': {
    rule: 'E1150', what: 'the id of a security group', form: "such as 'sg-0123456789abcdef0'",
    pattern: /^sg-(?:[a-fA-F0-9]{8}|[a-fA-F0-9]{17})$/,
  },
  'AWS::EC2::VPC.Id': {
    rule: 'E1151', what: 'the id of a VPC', form: "such as 'vpc-0123456789abcdef0'",
    pattern: /^vpc-(?:[0-9A-Fa-f]{8}|[0-9A-Fa-f]{17})$/,
  },
  'AWS::EC2::Image.Id': {
    rule: 'E1152', what: 'the id of an image', form: "such as 'ami-0123456789abcdef0'",
    pattern: /^ami-(?:[0-9a-z]{8}|[0-9a-z]{17})$/,
  },
  'AWS::EC2::SecurityGroup.Name': {
    rule: 'E1153', what: 'the name of a security group', form: 'which has letters, digits, blanks and ._-:/()#,@[]+=&;{}!$*',
    pattern: /^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]+$/,
  },
  'AWS::EC2::Subnet.Id': {
    rule: 'E1154', what: 'the id of a subnet', form: "such as 'subnet-0123456789abcdef0'",
    pattern: /^subnet-(?:[0-9A-Fa-f]{8}|[0-9A-Fa-f]{17})$/,
  },
  'AWS::Logs::LogGroup.Name': {
    rule: 'E1155', what: 'the name of a log group', form: 'which has 1 to 512 letters, digits and .-_/#',
    pattern: /^[.\-_/#A-Za-z0-9]{1,512}$/,
  },
  'AWS::IAM::Role.Arn': {
    rule: 'E1156', what: 'the ARN of a role', form: "such as 'arn:aws:iam::123456789012:role/name'",
    pattern: new RegExp(`^${arn}:iam::\\d{12}:role/.+$`),
  },
  'AWS::KMS::Key.Arn': {
    rule: 'E1157', what: 'the ARN of a KMS key', form: "such as 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab'",
    pattern: new RegExp(`^${arn}:kms:[a-z0-9-]+:\\d{12}:(?:key|alias)/.+$`),
  },
  'AWS::SNS::Topic.Arn': {
    rule: 'E1158', what: 'the ARN of a topic', form: "such as 'arn:aws:sns:us-east-1:123456789012:name'",
    pattern: new RegExp(`^${arn}:sns:[a-z0-9-]+:\\d{12}:.+$`),
  },
  'AWS::ACM::Certificate.Arn': {
    rule: 'E1159', what: 'the ARN of a certificate', form: "such as 'arn:aws:acm:us-east-1:123456789012:certificate/1234abcd-12ab-34cd-56ef-1234567890ab'",
    pattern: new RegExp(`^${arn}:acm:[a-z0-9-]+:\\d{12}:certificate/.+$`),
  },
  'AWS::Lambda::Function.Arn': {
    rule: 'E1160', what: 'the ARN of a function', form: "such as 'arn:aws:lambda:us-east-1:123456789012:function:name'",
    pattern: new RegExp(`^${arn}:lambda:[a-z0-9-]+:\\d{12}:function:.+$`),
  },
  'AWS::S3::Bucket.Name': {
    rule: 'E1161', what: 'the name of a bucket', form: 'which has 3 to 63 lower-case letters, digits, dots and dashes, no dot beside another or beside a dash, and neither at an end',
    pattern: /^(?![.-])(?!.*\.\.)(?!.*-\.)(?!.*\.-)[a-z0-9.-]{3,63}(?<![.-])$/,
  },
  'AWS::KMS::Key.Id': {
    rule: 'E1162', what: 'the id of a KMS key', form: "such as '1234abcd-12ab-34cd-56ef-1234567890ab', or its alias, such as 'alias/name'",
    pattern: /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|mrk-[0-9a-f]{32}|alias\/[a-zA-Z0-9/_-]+)$/,
  },
  'AWS::Lambda::Function.Name': {
    rule: 'E1163', what: 'the name of a function', form: 'which has 1 to 140 letters, digits, dashes and underscores',
    pattern: /^[a-zA-Z0-9_-]{1,140}$/,
  },
  'AWS::KMS::Alias.AliasName': {
    rule: 'E1164', what: 'the alias of a KMS key', form: "such as 'alias/name'",
    pattern: /^alias\/[a-zA-Z0-9:/_-]+$/,
  },
};

/** The keyword `format`. */
export function checkFormat({ validator, value, schema, node, scope, issues }: KeywordContext): void {
  if (node.kind !== 'scalar' || typeof node.value !== 'string' || typeof value !== 'string') return;
  const format = Object.hasOwn(formats, value) ? formats[value] : undefined;
  if (format) {
    // Where the schema has the pattern, too, that is what is reported.
    if (format.rule === 'E1155' && schema['pattern'] !== undefined) return;
    if (format.pattern.test(node.value) || isException(value, node.value, scope.place.text)) return;
    issues.push(validator.issue(node, scope, { keyword: 'format', rule: format.rule, message: () => `${show(node)}${inProperty(scope)} is not ${format.what}, ${format.form}` }));
    return;
  }
  const standard = Object.hasOwn(standards, value) ? standards[value] : undefined;
  if (!standard || standard(node.value)) return;
  issues.push(validator.issue(node, scope, { keyword: 'format', message: () => `${show(node)}${inProperty(scope)} is not ${standardWords[value] ?? value}` }));
}

/** What is of one of the formats, as a sentence has it. */
export function formatsInWords(names: readonly string[]): string {
  return either(names.map((name) => formats[name]?.what ?? `'${name}'`));
}

function isException(format: string, text: string, place: string): boolean {
  if (format === 'AWS::S3::Bucket.Name') return text === '' && place === 'Resources/AWS::S3::Bucket/Properties/BucketName';
  return (
    format === 'AWS::EC2::Image.Id' &&
    place === 'Resources/AWS::EC2::LaunchTemplate/Properties/LaunchTemplateData/ImageId' &&
    text.startsWith('resolve:ssm')
  );
}

const standardWords: Readonly<Record<string, string>> = {
  'ipv4-network': 'a block of IPv4 addresses, such as 10.0.0.0/16', 'ipv6-network': 'a block of IPv6 addresses, such as 2001:db8::/56', ipv4: 'an IPv4 address', ipv6: 'an IPv6 address',
  date: 'a date, such as 2026-01-31', 'date-time': 'a time, such as 2026-01-31T12:00:00Z', regex: 'a regular expression',
};

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
