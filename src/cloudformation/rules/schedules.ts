import { placeRule } from './rule.ts';
import { places } from './extension.ts';

/** The fields of a cron expression. Source: Amazon EventBridge's "Schedule expressions". */
const fields = ['minutes', 'hours', 'day of month', 'month', 'day of week', 'year'];
const oneUnit = ['minute', 'hour', 'day'];
const manyUnits = ['minutes', 'hours', 'days'];

export const scheduleExpression = placeRule({
  id: 'E3027',
  summary: 'A schedule is a rate or a cron expression that EventBridge understands',
  docs: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html',
  places: places(['AWS::Events::Rule/P/ScheduleExpression']),
  inspect(node, scope, validator, _schema, report) {
    if (node.kind !== 'scalar' || typeof node.value !== 'string') return;
    const message = problemOf(node.value);
    if (message !== undefined) report(validator.issue(node, scope, { keyword: 'format', message: `'${node.value}' ${message}` }));
  },
});

function problemOf(expression: string): string | undefined {
  const [, kind, content = ''] = /^(rate|cron)\((.*)\)$/.exec(expression) ?? [];
  if (kind === undefined) return "is neither 'rate(...)' nor 'cron(...)'";
  return kind === 'rate' ? rateProblem(content) : cronProblem(content);
}

function rateProblem(content: string): string | undefined {
  const parts = content.split(' ');
  const [value = '', unit = ''] = parts;
  if (parts.length !== 2) return "is no rate: 'rate(value unit)' is its form";
  if (!/^\d+$/.test(value)) return `has a value that is no whole number: '${value}'`;
  // EventBridge asks for the singular with 1 alone; a rate of 0 it refuses whatever its unit.
  if (Number(value) === 0) return 'has a value of 0; 1 is the least';
  const units = Number(value) === 1 ? oneUnit : manyUnits;
  return units.includes(unit) ? undefined : `has the unit '${unit}'; with ${value} it is one of ${units.join(', ')}`;
}

function cronProblem(content: string): string | undefined {
  const parts = content.split(' ');
  if (parts.length !== fields.length) return `has ${content === '' ? 0 : parts.length} fields; there are ${fields.length}: ${fields.join(', ')}`;
  const [day, weekday] = [parts[2], parts[4]];
  return day !== '?' && weekday !== '?' ? "says both a day of the month and a day of the week; one of them is '?'" : undefined;
}
