import { FunctionFailure } from './failure.ts';

const stamp = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/** True for a time as RFC 3339 writes it, the only form that Terraform reads. */
function isTimestamp(text: string): boolean {
  const [, year, month, day, hour, minute, second] = (stamp.exec(text) ?? []).map(Number);
  if (year === undefined || month === undefined || day === undefined || hour === undefined || minute === undefined || second === undefined) return false;
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return month >= 1 && month <= 12 && day >= 1 && day <= days && hour < 24 && minute < 60 && second < 60;
}

function checkTimestamp(text: string, argument: number | undefined): void {
  if (!isTimestamp(text)) throw new FunctionFailure(`"${text}" is not a time such as 2006-01-02T15:04:05Z.`, argument);
}

/** What the letters of a format can be: https://developer.hashicorp.com/terraform/language/functions/formatdate */
const verbs = /^(?:YYYY|YY|M{1,4}|D{1,2}|E{3,4}|h{1,2}|H{1,2}|A{2}|a{2}|m{1,2}|s{1,2}|Z{1,5})$/;

/** @throws FunctionFailure where `formatdate` would fail */
export function checkFormatDate(format: string, time: string): void {
  checkTimestamp(time, 1);
  const bare = format.replaceAll(/'(?:[^']|'')*'/g, ' ');
  if (bare.includes("'")) throw new FunctionFailure('a quote in the format is not closed.', 0);
  for (const [letters] of bare.matchAll(/([A-Za-z])\1*/g)) {
    if (!verbs.test(letters)) throw new FunctionFailure(`"${letters}" means nothing in a format of dates; put text into '...'.`, 0);
  }
}

/** A duration such as 1h30m. */
const duration = /^[-+]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|\u00b5s|\u03bcs|ms|s|m|h))+)$/;

/** @throws FunctionFailure where `timeadd` would fail */
export function checkTimeAdd(time: string, added: string): void {
  checkTimestamp(time, undefined);
  if (!duration.test(added)) throw new FunctionFailure(`"${added}" is not a duration such as 1h30m.`);
}

/** @throws FunctionFailure where `timecmp` would fail */
export function checkTimeCompare(a: string, b: string): void {
  checkTimestamp(a, 0);
  checkTimestamp(b, 1);
}
