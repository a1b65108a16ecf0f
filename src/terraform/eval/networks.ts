import { FunctionFailure } from './failure.ts';

/** A block of addresses: IPv4 has 32 bits, IPv6 128. */
interface AddressBlock {
  readonly bits: 32 | 128;
  /** The first address. */
  readonly base: bigint;
  /** Length of the prefix. */
  readonly length: number;
}

function octetsOf(text: string): number[] | undefined {
  const parts = text.split('.');
  const octets = parts.map(Number);
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part)) && octets.every((octet) => octet <= 255) ? octets : undefined;
}

function parseV4(text: string): bigint | undefined {
  return octetsOf(text)?.reduce((sum, octet) => sum * 256n + BigInt(octet), 0n);
}

function parseV6(text: string): bigint | undefined {
  // The last two groups may be written as an IPv4 address.
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const tail = dotted && parseV4(dotted[2] ?? '');
  if (dotted && tail === undefined) return undefined;
  const plain = dotted && tail !== null && tail !== undefined ? `${dotted[1]}${(tail >> 16n).toString(16)}:${(tail & 0xffffn).toString(16)}` : text;
  const halves = plain.split('::');
  if (halves.length > 2) return undefined;
  const [head = [], rest = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - rest.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...rest];
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return groups.reduce((sum, group) => sum * 0x10000n + BigInt(`0x${group}`), 0n);
}

/** @throws FunctionFailure where the text is no block of addresses */
function parseBlock(text: string): AddressBlock {
  const [, address = '', digits = ''] = /^([^/]*)\/(\d{1,3})$/.exec(text) ?? [];
  const length = Number(digits);
  const bits = address.includes(':') ? 128 : 32;
  const value = bits === 128 ? parseV6(address) : parseV4(address);
  if (value === undefined || digits === '' || length > bits) throw new FunctionFailure(`"${text}" is not an address range such as 10.0.0.0/16.`);
  const host = BigInt(bits - length);
  return { bits, base: (value >> host) << host, length };
}

function addressText(address: bigint, bits: 32 | 128): string {
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => String((address >> shift) & 0xffn)).join('.');
  const groups = Array.from({ length: 8 }, (_, index) => ((address >> BigInt(112 - 16 * index)) & 0xffffn).toString(16));
  // The longest run of zeros is left out: https://www.rfc-editor.org/rfc/rfc5952
  const runs = [...groups.join(':').matchAll(/(?:^|(?<=:))0(?::0)+(?![0-9a-f])/g)].toSorted((a, b) => b[0].length - a[0].length);
  const [longest] = runs;
  if (!longest) return groups.join(':');
  const text = groups.join(':');
  const before = text.slice(0, longest.index).replace(/:$/, '');
  const after = text.slice(longest.index + longest[0].length).replace(/^:/, '');
  return `${before}::${after}`;
}

/**
 * https://developer.hashicorp.com/terraform/language/functions/cidrhost
 * @throws FunctionFailure
 */
export function cidrHost(prefix: string, host: number): string {
  const { bits, base, length } = parseBlock(prefix);
  const room = 1n << BigInt(bits - length);
  const number = BigInt(Math.trunc(host));
  const at = number < 0n ? room + number : number;
  if (at < 0n || at >= room) throw new FunctionFailure(`a prefix of ${length} bits has no room for a host number ${host}.`);
  return addressText(base + at, bits);
}

/**
 * https://developer.hashicorp.com/terraform/language/functions/cidrnetmask
 * @throws FunctionFailure
 */
export function cidrNetmask(prefix: string): string {
  const { bits, length } = parseBlock(prefix);
  if (bits === 128) throw new FunctionFailure('only IPv4 has netmasks.');
  const host = BigInt(bits - length);
  return addressText(((1n << 32n) - 1n >> host) << host, bits);
}

/**
 * https://developer.hashicorp.com/terraform/language/functions/cidrsubnet
 * @throws FunctionFailure
 */
export function cidrSubnet(prefix: string, newBits: number, index: number): string {
  const { bits, base, length } = parseBlock(prefix);
  const extended = length + newBits;
  if (extended > bits) throw new FunctionFailure(`a prefix of ${length} bits cannot be extended by ${newBits}.`);
  const number = BigInt(Math.trunc(index));
  if (number < 0n || number >= 1n << BigInt(Math.max(0, newBits))) throw new FunctionFailure(`${newBits} bits have no room for number ${index}.`);
  return `${addressText(base + (number << BigInt(bits - extended)), bits)}/${extended}`;
}

/**
 * https://developer.hashicorp.com/terraform/language/functions/cidrsubnets
 * @throws FunctionFailure
 */
export function cidrSubnets(prefix: string, newBits: readonly number[]): string[] {
  const { bits, base, length } = parseBlock(prefix);
  const end = base + (1n << BigInt(bits - length));
  let next = base;
  return newBits.map((more, index) => {
    const extended = length + more;
    if (more < 1) throw new FunctionFailure('the prefix must be extended by at least one bit.', index + 1);
    if (extended > bits) throw new FunctionFailure(`a prefix of ${length} bits cannot be extended by ${more}.`, index + 1);
    const size = 1n << BigInt(bits - extended);
    const start = ((next + size - 1n) / size) * size;
    if (start + size > end) throw new FunctionFailure(`there is no room left for a subnet of ${extended} bits.`, index + 1);
    next = start + size;
    return `${addressText(start, bits)}/${extended}`;
  });
}
