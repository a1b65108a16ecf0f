import type { Call, Expression } from '../hcl/ast.ts';
import { suggest } from '../../language/suggest.ts';
import { convert } from './convert.ts';
import { FunctionFailure } from './failure.ts';
import { callFunction, unmarking } from './functions.ts';
import { builtInFunctions, builtInSource, type ProviderFunction } from './providerFunctions.ts';
import { type Render, renderTemplate } from './renderTemplate.ts';
import type { Parameter, Signature } from './signatures.ts';
import type { EvaluationReport } from './traverse.ts';
import { boolType, isPrimitive, stringType, type Type } from './type.ts';
import { boolValue, isList, itemsOf, stringValue, unknown, type Value, whollyKnown, withMarks, withMarksOf } from './value.ts';

type Locals = ReadonlyMap<string, Value>;

/** What evaluates the expressions that a call is made of. */
export interface CallEvaluation {
  /** Hears of what is wrong. */
  readonly report: EvaluationReport;
  value(expression: Expression, locals: Locals): Value;
  /** The same with a report of its own, where the ordinary one must not hear of it. */
  valueReporting(report: EvaluationReport, expression: Expression, locals: Locals): Value;
  readonly render: Render;
}

interface Argument {
  readonly value: Value;
  readonly from: Expression;
}

/** Files that functions read. */
export interface ReadFiles {
  exists(file: string): boolean;
  /** Undefined where the text is not known. */
  read(file: string): string | undefined;
}

/** What calls are evaluated with. */
interface CallContext {
  readonly signatures: ReadonlyMap<string, Signature>;
  readonly files?: ReadFiles;
  readonly sourceOf?: SourceOf;
}

/** The source of a provider by the name that the module knows it under; undefined where it does not state that it needs it. */
export type SourceOf = (provider: string) => string | undefined;

/** Functions whose first argument is the path of a file that they read. */
const reading = new Set(['file', 'filebase64', 'templatefile']);

/** The same, of those that tell no more of the file than what it comes down to. */
const digesting = new Set(['filebase64sha256', 'filebase64sha512', 'filemd5', 'filesha1', 'filesha256', 'filesha512']);

/** Functions that are known for what has taken their place. */
const removed: ReadonlyMap<string, string> = new Map([
  ['list', 'the elements in brackets, [...]'],
  ['map', 'the elements in braces, {...}'],
]);

/** Evaluates function calls; what is wrong with a call is reported. */
export class CallEvaluator {
  readonly #signatures: ReadonlyMap<string, Signature>;
  readonly #files: ReadFiles | undefined;
  readonly #sourceOf: SourceOf | undefined;
  readonly #evaluation: CallEvaluation;

  constructor({ signatures, files, sourceOf }: CallContext, evaluation: CallEvaluation) {
    this.#signatures = signatures;
    this.#files = files;
    this.#sourceOf = sourceOf;
    this.#evaluation = evaluation;
  }

  value(call: Call, locals: Locals): Value {
    const signature = this.#signatures.get(call.name);
    return signature && !call.name.includes('::') && !removed.has(call.name) ? this.#known(call, call.name, signature, locals) : this.#unusual(call, locals);
  }

  /** A call of a function of Terraform's own. */
  #known(call: Call, name: string, signature: Signature, locals: Locals): Value {
    if (name === 'try' || name === 'can') return this.#attempts(call, name, locals);
    const values = this.#arguments(call, locals);
    return values ? this.#callWith(call, name, signature, values) : unknown(signature.returns);
  }

  /** A call by a name with a namespace, or by one that no function has. */
  #unusual(call: Call, locals: Locals): Value {
    const name = call.name.replace(/^core::/, '');
    const misnamed = name !== call.name && !this.#signatures.has(name);
    if (misnamed || name.includes('::')) {
      if (misnamed) this.#evaluation.report('Unknown provider function', call.nameSpan, `Terraform itself has no function "${name}".`);
      const provided = misnamed ? undefined : this.#providerFunction(call, name.split('::'));
      const values = this.#arguments(call, locals);
      if (!provided || !values) return unknown(provided?.signature.returns);
      return this.#callWith(call, name, provided.signature, values, provided);
    }
    const instead = removed.get(name);
    if (instead !== undefined) {
      this.#evaluation.report('Error in function call', { start: call.start, end: call.nameSpan.end + 1 }, `Terraform no longer has the function "${name}"; write ${instead}.`);
      return unknown();
    }
    const signature = this.#signatures.get(name);
    if (!signature) {
      const near = suggest(name, this.#signatures.keys());
      this.#evaluation.report('Call to unknown function', call.nameSpan, `There is no function "${name}".${near === undefined ? '' : ` Did you mean "${near}"?`}`, near === undefined ? undefined : { span: call.nameSpan, text: near });
      return unknown();
    }
    return this.#known(call, name, signature, locals);
  }

  /** The function of a provider, where it is known what the provider has. */
  #providerFunction({ nameSpan }: Call, [namespace, provider, ...functions]: readonly string[]): ProviderFunction | undefined {
    const [name] = functions;
    if (namespace !== 'provider' || provider === undefined || name === undefined || functions.length > 1) {
      this.#evaluation.report('Unknown provider function', nameSpan, 'Functions of providers are called provider::name::function.');
      return undefined;
    }
    if (!this.#sourceOf) return undefined;
    const source = this.#sourceOf(provider);
    if (source === undefined) {
      this.#evaluation.report('Unknown provider function', nameSpan, `The module does not state "${provider}" among its required_providers, so it has no functions here.`);
    } else if (source === builtInSource && !builtInFunctions.has(name)) {
      this.#evaluation.report('Unknown provider function', nameSpan, `Terraform's own provider has no function "${name}"; it has ${[...builtInFunctions.keys()].join(', ')}.`);
    }
    return source === builtInSource ? builtInFunctions.get(name) : undefined;
  }

  /** Argument values with the last one spread out; undefined where their number is not known. */
  #arguments(call: Call, locals: Locals): Argument[] | undefined {
    const values = call.args.map((argument) => ({ value: this.#evaluation.value(argument, locals), from: argument }));
    const last = values.at(-1);
    if (!call.expanded || !last) return values;
    const { type, data } = last.value;
    if (type.kind !== 'list' && type.kind !== 'tuple' && type.kind !== 'set' && type.kind !== 'any') {
      this.#evaluation.report('Invalid expanding argument value', last.from, 'Only a list or a set can be spread out over arguments.');
      return undefined;
    }
    if (!isList(data)) return undefined;
    return [...values.slice(0, -1), ...data.map((item) => ({ value: withMarks(item, last.value), from: last.from }))];
  }

  #callWith(call: Call, name: string, { parameters, variadic, returns }: Signature, values: readonly Argument[], provided?: ProviderFunction): Value {
    const missing = parameters[values.length];
    if (missing) {
      this.#evaluation.report('Not enough function arguments', { start: call.end - 1, end: call.end }, `${name} takes ${counted(parameters.length)}; "${missing.name}" is missing.`);
      return unknown(returns);
    }
    const extra = values[parameters.length];
    if (extra && !variadic) {
      this.#evaluation.report('Too many function arguments', extra.from, `${name} takes ${counted(parameters.length)}.`);
      return unknown(returns);
    }
    const converted: Value[] = [];
    for (const { value, from } of values) {
      const index = converted.length;
      const parameter = parameters[index] ?? variadic;
      const argument = parameter && convertArgument(value, parameter);
      if (typeof argument === 'string') {
        this.#evaluation.report('Invalid function argument', from, `"${parameter?.name}" of ${name} is not suitable: ${argument}.`);
        return unknown(returns);
      }
      converted.push(argument ?? value);
    }
    const path = reading.has(name) || digesting.has(name) ? converted[0]?.data : undefined;
    const [first, second] = values;
    if (first && typeof path === 'string' && this.#files?.exists(path) === false) {
      const detail = `${name}: there is no file "${path}".`;
      if (reading.has(name)) this.#evaluation.report('Invalid function argument', first.from, detail);
      else this.#evaluation.report('Error in function call', { start: call.start, end: call.nameSpan.end + 1 }, detail);
      return unknown(returns);
    }
    if ((name === 'templatefile' || name === 'templatestring') && second && !['object', 'map', 'any'].includes(second.value.type.kind)) {
      this.#evaluation.report('Invalid function argument', second.from, `${name}: the variables of the template are a map.`);
      return unknown(returns);
    }
    return this.#run(call, name, returns, values, converted, provided);
  }

  #run(call: Call, name: string, returns: Type, values: readonly Argument[], converted: readonly Value[], provided: ProviderFunction | undefined): Value {
    try {
      const [first] = converted;
      const result = provided && first ? provided.call(first) : this.#withFiles(name, values, converted) ?? callFunction(name, converted, converted.every(whollyKnown)) ?? unknown(returns);
      // A set cannot keep what its elements are marked with apart.
      const marks = name === 'toset' ? converted.flatMap((value) => [value, ...itemsOf(value)]) : converted;
      return unmarking.has(name) ? result : withMarksOf(result, marks);
    } catch (error) {
      if (!(error instanceof FunctionFailure)) throw error;
      const blamed = error.argument === undefined ? undefined : values[error.argument];
      if (blamed) this.#evaluation.report('Invalid function argument', blamed.from, `${name}: ${error.message}`);
      else this.#evaluation.report('Error in function call', { start: call.start, end: call.nameSpan.end + 1 }, `${name}: ${error.message}`);
      return unknown(returns);
    }
  }

  /** What functions give that read files or render templates, as far as that is known. */
  #withFiles(name: string, values: readonly Argument[], converted: readonly Value[]): Value | undefined {
    switch (name) {
      case 'file': {
        const text = this.#textAt(converted[0]);
        return text === undefined ? undefined : stringValue(text);
      }
      case 'templatefile':
        return this.#templateFile(converted);
      case 'templatestring':
        return this.#templateString(values, converted);
      default:
        return undefined;
    }
  }

  #textAt(path: Value | undefined): string | undefined {
    return typeof path?.data === 'string' ? this.#files?.read(path.data) : undefined;
  }

  #rendered(name: string, text: string, variables: Value): Value {
    return renderTemplate(name, text, variables, (...called) => this.#evaluation.render(...called));
  }

  /** What `templatefile` gives, where its file can be read. */
  #templateFile([path, variables]: readonly Value[]): Value | undefined {
    const text = this.#textAt(path);
    return text === undefined || !variables ? undefined : this.#rendered(`"${String(path?.data)}"`, text, variables);
  }

  /** What `templatestring` gives; the template itself is written elsewhere. */
  #templateString([first]: readonly Argument[], [template, variables]: readonly Value[]): Value | undefined {
    if (first && !isDirect(first.from)) throw new FunctionFailure('the template is named, such as local.template; one that is written out is put where it is used.', 0);
    if (typeof template?.data !== 'string' || !variables) return undefined;
    const { type } = this.#rendered('the template', template.data, variables);
    if (type.kind !== 'any' && !isPrimitive(type)) throw new FunctionFailure(`the template gives a ${type.kind}, not a string.`);
    return unknown(stringType);
  }

  /** `try` and `can`: arguments that may fail. */
  #attempts(call: Call, name: 'try' | 'can', locals: Locals): Value {
    const span = { start: call.start, end: call.nameSpan.end + 1 };
    if (call.args.length === 0) {
      if (name === 'try') this.#evaluation.report('Error in function call', span, 'try: at least one expression is needed.');
      else this.#evaluation.report('Not enough function arguments', { start: call.end - 1, end: call.end }, 'can takes one argument; "expression" is missing.');
      return unknown();
    }
    const extra = name === 'can' ? call.args[1] : undefined;
    if (extra) {
      this.#evaluation.report('Too many function arguments', extra, 'can takes one argument.');
      return unknown(boolType);
    }
    const outer = this.#evaluation.report;
    for (const argument of call.args) {
      let failed = false;
      const report: EvaluationReport = (...problem) => {
        failed = true;
        if (problem[4]) outer(...problem);
      };
      const value = this.#evaluation.valueReporting(report, argument, locals);
      if (name === 'can') return whollyKnown(value) || failed ? boolValue(!failed) : unknown(boolType);
      if (!failed) return whollyKnown(value) ? value : withMarks(unknown(), value);
    }
    this.#evaluation.report('Error in function call', span, 'try: none of the expressions can succeed.');
    return unknown();
  }
}

/** True of a reference, whatever is picked out of it. */
function isDirect(expression: Expression): boolean {
  switch (expression.kind) {
    case 'reference':
    case 'splat':
    case 'invalid':
      return true;
    case 'access':
      return isDirect(expression.source);
    case 'index':
      return isDirect(expression.collection);
    default:
      return false;
  }
}

/** The argument in the parameter's type, or why it is not suitable. */
function convertArgument(value: Value, { type, nullable }: Parameter): Value | string {
  if (value.data === null && !nullable) return 'it is null';
  const conversion = convert(value, type);
  return 'value' in conversion ? conversion.value : conversion.reason;
}

function counted(count: number): string {
  return count === 1 ? 'one argument' : `${count === 0 ? 'no' : count} arguments`;
}
