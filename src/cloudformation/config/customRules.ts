/** A rule of the user's own, one line of the file that `custom_rules` names. Source: https://github.com/aws-cloudformation/cfn-lint/blob/main/docs/custom_rules.md */
export interface CustomRule {
  /** `E` or `W` and 9000 more than its line. */
  readonly id: string;
  readonly severity: 'error' | 'warning';
  readonly type: string;
  /** The names of the properties that lead to the value; lists are looked into. */
  readonly path: readonly string[];
  readonly operator: Operator;
  readonly wanted: string;
  /** What the rule's author has to say, in place of the linter's own words. */
  readonly message: string | undefined;
}

/** A line that is no rule, and why. */
export interface BadRule {
  readonly id: string;
  readonly problem: string;
}

const operators = ['EQUALS', 'NOT_EQUALS', '==', '!=', 'REGEX_MATCH', 'IN', 'NOT_IN', '>', '>=', '<', '<=', 'IS'] as const;
export type Operator = (typeof operators)[number];

const level = /^(.*?)\s*\b(WARN|ERROR)\b\s*(.*)$/;

/** The rules of a file: `AWS::EC2::Instance InstanceType IN [t3.micro, t3.small] WARN "too large"`, one a line, `#` before a remark. */
export function customRules(text: string): (CustomRule | BadRule)[] {
  return text.split(/\r?\n/).flatMap((line, at) => (line.trim() === '' || line.startsWith('#') ? [] : [ruleOf(line.trim(), 9001 + at)]));
}

function ruleOf(line: string, number: number): CustomRule | BadRule {
  const [, type, property, given, rest = ''] = /^(\S+)\s+(\S+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
  const bad = (problem: string): BadRule => ({ id: `E${number}`, problem });
  if (type === undefined || property === undefined || given === undefined) return bad('it has to be a type of resource, a property, an operator and a value');
  const operator = operators.find((each) => each === given);
  if (!operator) return bad(`'${given}' is none of the operators ${operators.join(', ')}`);
  const [, value = rest, name, said = ''] = level.exec(rest) ?? [];
  const wanted = unquoted(value);
  if (operator === 'IS' && wanted !== 'DEFINED' && wanted !== 'NOT_DEFINED') return bad(`'IS' is followed by DEFINED or NOT_DEFINED, not by '${wanted}'`);
  const severity = name === 'WARN' ? 'warning' : 'error';
  return { id: `${severity === 'error' ? 'E' : 'W'}${number}`, severity, type, path: property.split('.'), operator, wanted, message: unquoted(said) || undefined };
}

function unquoted(text: string): string {
  return text.trim().replace(/^"(.*)"$/, '$1');
}

/**
 * Why a value does not suit a rule that is about values (not `IS`); undefined where it does.
 * @param matches whether a text matches an expression from its beginning
 */
export function refusal({ operator, wanted }: CustomRule, value: string, matches: (pattern: string, text: string) => boolean): string | undefined {
  const text = value.trim();
  const isSame = text.toLowerCase() === wanted.toLowerCase();
  const isOne = itemsOf(wanted).includes(text);
  switch (operator) {
    case 'EQUALS':
    case '==':
      return isSame ? undefined : `'${text}' is not '${wanted}'`;
    case 'NOT_EQUALS':
    case '!=':
      return isSame ? `'${text}' may not be given` : undefined;
    case 'REGEX_MATCH':
      return matches(wanted, text) ? undefined : `'${text}' does not match '${wanted}'`;
    case 'IN':
      return isOne ? undefined : `'${text}' is not one of ${itemsOf(wanted).map((item) => `'${item}'`).join(', ')}`;
    case 'NOT_IN':
      return isOne ? `'${text}' may not be given` : undefined;
    case 'IS':
      return undefined;
    default:
      return comparison(operator, text, wanted);
  }
}

function comparison(operator: '>' | '>=' | '<' | '<=', text: string, wanted: string): string | undefined {
  if (![text, wanted].every((each) => /^[+-]?\d+$/.test(each))) return `'${text}' and '${wanted}' cannot be compared: both have to be whole numbers`;
  const difference = Number(text) - Number(wanted);
  const holds = { '>': difference > 0, '>=': difference >= 0, '<': difference < 0, '<=': difference <= 0 }[operator];
  return holds ? undefined : `${text} is not ${operator} ${wanted}`;
}

/** The items of a list as it is written (`[a, "b"]`); a value alone is the only one. */
function itemsOf(list: string): string[] {
  const inner = /^\[(.*)\]$/.exec(list)?.[1];
  return inner === undefined ? [list] : inner.split(',').map(unquoted);
}
