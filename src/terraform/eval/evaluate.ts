import type { Span } from '../../language/diagnostic.ts';
import type { Binary, Conditional, Expression, ForExpression, Literal, ObjectExpression, Reference, Splat, Step, Template, TemplatePart, Tuple, Unary } from '../hcl/ast.ts';
import { isBareKey } from '../model/walk.ts';
import { type CallEvaluation, CallEvaluator, type ReadFiles, type SourceOf } from './call.ts';
import { convert, equals } from './convert.ts';
import type { Signature } from './signatures.ts';
import { attributeOfValue, elementOfValue, type EvaluationReport } from './traverse.ts';
import { boolType, isPrimitive, listOf, numberType, stringType, tupleOf, unify, type Type } from './type.ts';
import { boolValue, isList, isMap, nullValue, numberValue, objectValue, stringValue, tupleValue, unknown, type Value, withMarks, withMarksOf } from './value.ts';

/** What the beginning of a reference stands for. */
export interface Resolved {
  readonly value: Value;
  /** How many steps of the reference lead to it. */
  readonly steps: number;
  /** True where the other steps are looked at and then nothing is said of what they lead to, as before a plan. */
  readonly planned?: boolean;
}

/** What references stand for where an expression is evaluated. */
export interface Scope {
  /** Undefined where nothing is known. */
  resolve(reference: Reference): Resolved | undefined;
}

export interface Evaluation {
  readonly scope: Scope;
  readonly signatures: ReadonlyMap<string, Signature>;
  readonly report: EvaluationReport;
  /** The files for the functions that read one; a relative path is that of the module. Without it, nothing is looked for. */
  readonly files?: ReadFiles;
  /** Without it, every provider may be there. */
  readonly sourceOf?: SourceOf;
}

/** Names that `for` gives to elements. */
type Locals = ReadonlyMap<string, Value>;

const noLocals: Locals = new Map();

/** Where no name stands for anything. */
export const nowhere: Scope = { resolve: () => undefined };

/** Collections longer than this are not gone through element by element. */
const longestLoop = 1000;

/** The value of a literal, or of a string without interpolation; undefined of everything else. */
export function plainValue(expression: Expression): Value | undefined {
  switch (expression.kind) {
    case 'literal':
      return literalValue(expression);
    case 'template': {
      const { parts } = expression;
      const only = parts[0];
      if (only === undefined) return stringValue('');
      return only.kind === 'text' && parts.length === 1 ? stringValue(only.value) : undefined;
    }
    default:
      return undefined;
  }
}

function literalValue({ value }: Literal): Value {
  if (value === null) return nullValue;
  return typeof value === 'number' ? numberValue(value) : boolValue(value);
}

/** The value of an expression as far as it is known without a plan; what is wrong with it is reported, perhaps more than once. */
export function evaluate(expression: Expression, evaluation: Evaluation): Value {
  return new Evaluator(evaluation).evaluate(expression, evaluation.scope);
}

/** Evaluates expressions, one after the other, with what they have in common. */
export class Evaluator implements CallEvaluation {
  readonly #evaluation: Omit<Evaluation, 'scope'>;
  #calls: CallEvaluator | undefined;
  #scope: Scope = nowhere;
  #planned: Value | undefined;
  #report: EvaluationReport;

  constructor(evaluation: Omit<Evaluation, 'scope'>) {
    this.#evaluation = evaluation;
    this.#report = evaluation.report;
  }

  /** The value of an expression in a scope, as the function of that name gives it. */
  evaluate(expression: Expression, scope: Scope): Value {
    this.#scope = scope;
    this.#planned = undefined;
    return this.value(expression, noLocals);
  }

  /** What a plan tells of the last reference, where nothing was said of what it leads to. */
  get planned(): Value | undefined {
    return this.#planned;
  }

  get report(): EvaluationReport {
    return this.#report;
  }

  valueReporting(report: EvaluationReport, expression: Expression, locals: Locals): Value {
    const outer = this.#report;
    this.#report = report;
    const value = this.value(expression, locals);
    this.#report = outer;
    return value;
  }

  /** A template that is rendered inside another one is looked for and not looked into, so that none is inside itself. */
  render(template: Expression, names: Locals, report: EvaluationReport): Value {
    const { files, signatures, sourceOf } = this.#evaluation;
    return evaluate(template, {
      scope: { resolve: ({ root }) => ({ value: names.get(root.text) ?? unknown(), steps: 0 }) },
      signatures,
      report,
      ...(files && { files: { exists: (file) => files.exists(file), read: () => undefined } }),
      ...(sourceOf && { sourceOf }),
    });
  }

  value(expression: Expression, locals: Locals): Value {
    switch (expression.kind) {
      case 'reference':
        return this.#reference(expression, locals);
      case 'template':
        return plainValue(expression) ?? this.#template(expression, locals);
      case 'literal':
        return literalValue(expression);
      case 'call':
        this.#calls ??= new CallEvaluator(this.#evaluation, this);
        return this.#calls.value(expression, locals);
      case 'tuple':
        return this.#tuple(expression, locals);
      case 'object':
        return this.#object(expression, locals);
      case 'for':
        return this.#for(expression, locals);
      case 'conditional':
        return this.#conditional(expression, locals);
      case 'binary':
        return this.#binary(expression, locals);
      case 'unary':
        return this.#unary(expression, locals);
      case 'parentheses':
        return this.value(expression.inner, locals);
      case 'access':
        return this.#steps(this.value(expression.source, locals), expression.steps);
      case 'index':
        return elementOfValue(
          this.value(expression.collection, locals),
          this.value(expression.key, locals),
          { start: expression.collection.end, end: expression.end },
          this.#report,
        );
      case 'splat':
        return this.#splat(expression, locals);
      case 'invalid':
        return unknown();
    }
  }

  /** A value as a bool; undefined where it is not known or none, which is reported. */
  #truth(value: Value, span: Span, summary: 'Incorrect condition type' | "Invalid 'for' condition"): boolean | undefined {
    if (value.data === undefined) return undefined;
    if (value.data === null) {
      this.#report(summary === 'Incorrect condition type' ? 'Null condition' : 'Condition is null', span, 'A condition is true or false, not null.');
      return undefined;
    }
    const conversion = convert(value, boolType);
    if ('reason' in conversion) {
      this.#report(summary, span, 'A condition is true or false.');
      return undefined;
    }
    return conversion.value.data === true;
  }

  #reference(reference: Reference, locals: Locals): Value {
    const local = locals.get(reference.root.text);
    if (local) return this.#steps(local, reference.steps);
    const resolved = this.#scope.resolve(reference);
    if (!resolved) return unknown();
    const value = this.#steps(resolved.value, reference.steps, resolved.steps);
    if (!resolved.planned) return value;
    this.#planned = value;
    return withMarks(unknown(), value);
  }

  /** What the steps from the one at `first` on lead to. */
  #steps(source: Value, steps: readonly Step[], first = 0): Value {
    let value = source;
    for (let index = first; index < steps.length; index++) value = this.#step(value, steps[index] as Step);
    return value;
  }

  #step(value: Value, step: Step): Value {
    const { key } = step;
    if (step.dotted && typeof key === 'string') return attributeOfValue(value, key, step, this.#report);
    return elementOfValue(value, typeof key === 'string' ? stringValue(key) : numberValue(key), step, this.#report);
  }

  #splat({ source, each, marker, style }: Splat, locals: Locals): Value {
    const value = this.value(source, locals);
    if (value.type.kind === 'any' && value.data !== null) return unknown();
    if (value.data === null) return tupleValue([]);
    const take = (item: Value): Value =>
      each.reduce((taken, { key, start, end, ...rest }) => {
        const span = { start, end };
        if (typeof key === 'object') return elementOfValue(taken, this.value(key, locals), span, this.#report);
        if ('dotted' in rest && rest.dotted && typeof key === 'string') return attributeOfValue(taken, key, span, this.#report);
        return elementOfValue(taken, typeof key === 'string' ? stringValue(key) : numberValue(key), span, this.#report);
      }, item);
    const { type, data } = value;
    if (type.kind !== 'list' && type.kind !== 'set' && type.kind !== 'tuple') {
      const taken = take(value);
      // What is not known may be null, of which nothing would be taken.
      if (data === undefined) return withMarks(unknown(), taken);
      return style === 'full' || marker.end > marker.start ? withMarks(tupleValue([taken]), value) : unknown();
    }
    if (isList(data)) return withMarks(tupleValue(data.slice(0, longestLoop).map((item) => take(item))), value);
    if (type.kind === 'tuple') return withMarks(unknown(tupleOf(type.elements.map((element) => take(unknown(element)).type))), value);
    return withMarks(unknown(listOf(take(unknown(type.element)).type)), value);
  }

  /** By itself, since a function in the one above would cost each of its calls a context. */
  #tuple({ items }: Tuple, locals: Locals): Value {
    return tupleValue(items.map((item) => this.value(item, locals)));
  }

  #object({ items }: ObjectExpression, locals: Locals): Value {
    const attributes = new Map<string, Value>();
    let complete = true;
    const marks: Value[] = [];
    for (const { key, value } of items) {
      const name = this.#keyText(key, locals, marks);
      const item = this.value(value, locals);
      if (name === undefined) complete = false;
      else attributes.set(name, item);
    }
    return withMarksOf(complete ? objectValue(attributes) : unknown(), marks);
  }

  #keyText(key: Expression, locals: Locals, marks: Value[]): string | undefined {
    if (isBareKey(key)) return key.kind === 'reference' ? key.root.text : undefined;
    if (key.kind === 'literal' && key.value === null) return 'null';
    if (key.kind === 'reference') {
      this.#report('Ambiguous attribute key', key, 'Put the expression into parentheses to use its value as the key, or quotes around it to use the text.');
      return undefined;
    }
    const value = this.value(key, locals);
    marks.push(value);
    if (value.data === null) {
      this.#report('Null value as key', key, 'A key cannot be null.');
      return undefined;
    }
    const conversion = convert(value, stringType);
    if ('reason' in conversion) {
      this.#report('Incorrect key type', key, `A key must be a string, not a ${value.type.kind}.`);
      return undefined;
    }
    return typeof conversion.value.data === 'string' ? conversion.value.data : undefined;
  }

  #conditional({ condition, whenTrue, whenFalse }: Conditional, locals: Locals): Value {
    const test = this.value(condition, locals);
    // What is wrong with a result counts only where that result is certain to be the one.
    const [a, b] = [this.#attempt(whenTrue, locals), this.#attempt(whenFalse, locals)];
    const truth = this.#truth(test, condition, 'Incorrect condition type');
    const type = unify([a.value.type, b.value.type]);
    if (!type) {
      this.#report(
        'Inconsistent conditional result types',
        { start: whenTrue.start, end: whenFalse.end },
        `Both results must be of one type, but the first is a ${a.value.type.kind} and the second a ${b.value.type.kind}.`,
      );
      return unknown();
    }
    if (truth === undefined) return withMarksOf(unknown(type), [test, a.value, b.value]);
    const { value, problems } = truth ? a : b;
    for (const problem of problems) this.#report(...problem);
    const conversion = convert(value, type);
    return withMarks('value' in conversion ? conversion.value : unknown(type), test, value);
  }

  /** A value, with what is wrong on the way to it held back. */
  #attempt(expression: Expression, locals: Locals): { value: Value; problems: Parameters<EvaluationReport>[] } {
    const plain = plainValue(expression);
    if (plain) return { value: plain, problems: [] };
    const problems: Parameters<EvaluationReport>[] = [];
    const value = this.valueReporting(holding(problems, this.#report), expression, locals);
    return { value, problems };
  }

  #unary({ operator, operand }: Unary, locals: Locals): Value {
    const type = operator === '-' ? numberType : boolType;
    const value = this.#operand(operand, locals, type);
    if (typeof value.data === 'number') return withMarks(numberValue(-value.data), value);
    if (typeof value.data === 'boolean') return withMarks(boolValue(!value.data), value);
    return withMarks(unknown(type), value);
  }

  #operand(expression: Expression, locals: Locals, type: Type): Value {
    const value = this.value(expression, locals);
    const conversion = convert(value, type);
    if ('value' in conversion) return conversion.value;
    this.#report('Invalid operand', expression, `The operand is not suitable: ${conversion.reason}.`);
    return unknown(type);
  }

  #binary(expression: Binary, locals: Locals): Value {
    const { operator, left, right } = expression;
    if (operator === '==' || operator === '!=') {
      const [a, b] = [this.value(left, locals), this.value(right, locals)];
      const equal = equals(a, b);
      return withMarks(equal === undefined ? unknown(boolType) : boolValue(equal === (operator === '==')), a, b);
    }
    const logical = operator === '&&' || operator === '||';
    const a = this.#operand(left, locals, logical ? boolType : numberType);
    // Since Terraform 1.12 nothing that is wrong with the right side counts where the left one decides.
    const decided = logical && a.data === (operator === '||');
    const b = decided ? this.#attempt(right, locals).value : this.#operand(right, locals, logical ? boolType : numberType);
    if (decided) return withMarks(boolValue(operator === '||'), a, b);
    if (a.data === null || b.data === null) {
      this.#report('Operation failed', expression, 'An operand is null.');
      return unknown();
    }
    const result = logical ? logic(operator, a.data, b.data) : this.#arithmetic(expression, a.data, b.data);
    return withMarks(result, a, b);
  }

  #arithmetic({ operator, right, start, end }: Binary, a: unknown, b: unknown): Value {
    const comparison = operator === '<' || operator === '<=' || operator === '>' || operator === '>=';
    if ((operator === '/' || operator === '%') && b === 0) {
      this.#report('Division by zero', { start, end }, 'The divisor is zero.');
      return unknown(numberType);
    }
    if (typeof a !== 'number' || typeof b !== 'number') return unknown(comparison ? boolType : numberType);
    switch (operator) {
      case '+':
        return numberValue(a + b);
      case '-':
        return numberValue(a - b);
      case '*':
        return numberValue(a * b);
      case '/':
        return numberValue(a / b);
      case '%':
        return numberValue(a % b);
      case '<':
        return boolValue(a < b);
      case '<=':
        return boolValue(a <= b);
      case '>':
        return boolValue(a > b);
      case '>=':
        return boolValue(a >= b);
      default:
        return this.value(right, noLocals);
    }
  }

  #template({ parts }: Template, locals: Locals): Value {
    const only = parts[0];
    if (only?.kind === 'interpolation' && parts.length === 1) return this.value(only.value, locals);
    const marks: Value[] = [];
    const text = this.#text(parts, locals, marks);
    return withMarksOf(text === undefined ? unknown(stringType) : stringValue(text), marks);
  }

  /** The text of template parts; undefined where a part is not known. */
  #text(parts: readonly TemplatePart[], locals: Locals, marks: Value[]): string | undefined {
    let text: string | undefined = '';
    for (const part of parts) {
      const piece = this.#partText(part, locals, marks);
      text = piece === undefined || text === undefined ? undefined : text + piece;
    }
    return text;
  }

  #partText(part: TemplatePart, locals: Locals, marks: Value[]): string | undefined {
    switch (part.kind) {
      case 'text':
        return part.value;
      case 'interpolation':
        return this.#interpolation(part.value, locals, marks);
      case 'if': {
        const condition = this.value(part.condition, locals);
        marks.push(condition);
        const truth = this.#truth(condition, part.condition, 'Incorrect condition type');
        const [a, b] = [this.#text(part.whenTrue, locals, marks), this.#text(part.whenFalse, locals, marks)];
        return truth === undefined ? undefined : truth ? a : b;
      }
      case 'for': {
        const texts = this.#each(this.value(part.collection, locals), part.collection, part.key?.text, part.value.text, locals, (inner) => this.#text(part.body, inner, marks));
        return texts && texts.every((text) => text !== undefined) ? texts.join('') : undefined;
      }
    }
  }

  #interpolation(expression: Expression, locals: Locals, marks: Value[]): string | undefined {
    const value = this.value(expression, locals);
    marks.push(value);
    if (value.data === undefined) return undefined;
    if (value.data === null) {
      this.#report('Invalid template interpolation value', expression, 'The value is null, which has no text.');
      return undefined;
    }
    const conversion = convert(value, stringType);
    if ('reason' in conversion) {
      this.#report('Invalid template interpolation value', expression, `A ${value.type.kind} cannot be part of a string.`);
      return undefined;
    }
    return typeof conversion.value.data === 'string' ? conversion.value.data : undefined;
  }

  /** Calls `visit` with the names of each element bound; undefined where the elements are not known (one stands for all). */
  #each<T>(value: Value, collection: Span, key: string | undefined, name: string, locals: Locals, visit: (locals: Locals, key: Value) => T): T[] | undefined {
    const { data, type } = value;
    const bind = (keyValue: Value, item: Value): T => {
      const bound = new Map(locals);
      if (key !== undefined) bound.set(key, withMarks(keyValue, value));
      bound.set(name, withMarks(item, value));
      return visit(bound, keyValue);
    };
    if (data === null) {
      this.#report('Iteration over null value', collection, 'A null value has no elements.');
      return undefined;
    }
    if (isPrimitive(type)) {
      this.#report('Iteration over non-iterable value', collection, `A ${type.kind} has no elements.`);
      return undefined;
    }
    if (isList(data) && data.length <= longestLoop) {
      return data.map((item, index) => bind(type.kind === 'set' ? item : numberValue(index), item));
    }
    if (isMap(data) && data.size <= longestLoop) return [...data].map(([itemKey, item]) => bind(stringValue(itemKey), item));
    // Terraform looks at the body once it knows the elements, which is not before a plan.
    return undefined;
  }

  #for(expression: ForExpression, locals: Locals): Value {
    const { key, value, collection, resultKey, result, condition, grouped } = expression;
    const marks: Value[] = [];
    const keys = new Set<string>();
    const all = this.value(collection, locals);
    const results = this.#each(all, collection, key?.text, value.text, locals, (inner): [string | undefined, Value] | undefined => {
      const test = condition && this.value(condition, inner);
      // Which elements there are tells of the condition.
      if (test) marks.push(test);
      const included = test && condition ? this.#truth(test, condition, "Invalid 'for' condition") : true;
      if (included === false) return undefined;
      // Terraform looks at what is made of an element once it knows that the element counts.
      if (included === undefined) return [undefined, unknown()];
      const name = resultKey && this.#resultKey(resultKey, inner, marks);
      if (resultKey && name !== undefined && !grouped) {
        if (keys.has(name)) this.#report('Duplicate object key', resultKey, `Two elements have the key "${name}"; group them with ... after the value.`);
        keys.add(name);
      }
      const item = this.value(result, inner);
      return resultKey && name === undefined ? [undefined, withMarks(unknown(), item)] : [name, item];
    });
    if (!results && condition && all.type.kind !== 'any') marks.push(this.#checkForCondition(condition, [key?.text, value.text], locals));
    if (!results || results.some((entry) => entry && entry[0] === undefined && (resultKey !== undefined || entry[1].type.kind === 'any'))) {
      return withMarksOf(unknown(), [...marks, ...(results ?? []).flatMap((entry) => (entry ? [entry[1]] : []))]);
    }
    const kept = results.filter((entry) => entry !== undefined);
    if (!resultKey) return withMarksOf(tupleValue(kept.map(([, item]) => item)), marks);
    if (grouped) return withMarksOf(unknown(), marks);
    return withMarksOf(objectValue(new Map(kept.map(([name, item]) => [name ?? '', item]))), marks);
  }

  /** A condition is looked at once even where the elements are not known; that it is true or false can be told from its type. */
  #checkForCondition(condition: Expression, names: readonly (string | undefined)[], locals: Locals): Value {
    const bound = new Map(locals);
    for (const name of names) if (name !== undefined) bound.set(name, unknown());
    const test = this.value(condition, bound);
    if (test.data === undefined && 'reason' in convert(test, boolType)) this.#report("Invalid 'for' condition", condition, 'A condition is true or false.');
    else this.#truth(test, condition, "Invalid 'for' condition");
    return test;
  }

  #resultKey(expression: Expression, locals: Locals, marks: Value[]): string | undefined {
    const value = this.value(expression, locals);
    marks.push(value);
    if (value.data === null) {
      this.#report('Invalid object key', expression, 'A key cannot be null.');
      return undefined;
    }
    const conversion = convert(value, stringType);
    if ('reason' in conversion) {
      this.#report('Invalid object key', expression, `A key must be a string, not a ${value.type.kind}.`);
      return undefined;
    }
    return typeof conversion.value.data === 'string' ? conversion.value.data : undefined;
  }
}

/** Keeps problems, except for those that are certain to count. */
function holding(problems: Parameters<EvaluationReport>[], report: EvaluationReport): EvaluationReport {
  return (...problem) => {
    if (problem[4]) report(...problem);
    else problems.push(problem);
  };
}

function logic(operator: '&&' | '||', a: unknown, b: unknown): Value {
  if (typeof a !== 'boolean' || typeof b !== 'boolean') return unknown(boolType);
  return boolValue(operator === '&&' ? a && b : a || b);
}
