import { callOf } from '../../../cloudformation/parser/intrinsics.ts';
import type { Template } from '../../../cloudformation/parser/template.ts';
import { get, type Node } from '../../../language/tree/node.ts';
import type { StackFacts } from './parameters.ts';
import { asText, isList, type StaticValue, Unknown } from '../value.ts';

const maxDepth = 60;

/**
 * Evaluates values of a template as far as they do not depend on a stack.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
 */
export class TemplateEvaluator {
  readonly #template: Template;
  readonly #facts: StackFacts;
  /** What the loops around a value stand at, by their identifiers. */
  readonly #loops: ReadonlyMap<string, string | Unknown>;
  #depth = 0;

  constructor(template: Template, facts: StackFacts, loops: ReadonlyMap<string, string | Unknown> = new Map()) {
    this.#template = template;
    this.#facts = facts;
    this.#loops = loops;
  }

  /** Evaluates inside one round of a loop, where an identifier stands for a value. */
  within(identifier: string, value: string | Unknown): TemplateEvaluator {
    return new TemplateEvaluator(this.#template, this.#facts, new Map([...this.#loops, [identifier, value]]));
  }

  /** A key inside a loop: `${Identifier}` is its value, `&{Identifier}` its letters and digits; undefined where one is not known. */
  loopText(text: string): string | undefined {
    let known = true;
    const result = text.replaceAll(/([$&])\{(\w+)\}/g, (whole, sign: string, name: string) => {
      const value = this.#loops.get(name);
      if (value instanceof Unknown) known = false;
      if (typeof value !== 'string') return whole;
      return sign === '&' ? value.replaceAll(/[^A-Za-z0-9]/g, '') : value;
    });
    return known ? result : undefined;
  }

  /** The value of a node, its intrinsic functions in their long form; undefined for `AWS::NoValue`. */
  value(node: Node): StaticValue | undefined {
    if (this.#depth >= maxDepth) return new Unknown('a value is nested too deeply');
    this.#depth++;
    const value = this.#value(node);
    this.#depth--;
    return value;
  }

  #value(node: Node): StaticValue | undefined {
    if (node.kind === 'scalar') {
      const inLoop = typeof node.value === 'string' && this.#loops.size > 0 && this.loopText(node.value) !== node.value;
      return inLoop ? new Unknown('an identifier of a loop stands in a text without Fn::Sub') : node.value;
    }
    if (node.kind === 'list') return node.items.map((item) => this.value(item)).filter((value) => value !== undefined);
    const call = callOf(node);
    if (call) return this.#call(call.name, call.argument);
    const entries = node.entries.map(({ key, value }): [string, StaticValue | undefined] => [key.text, this.value(value)]);
    return new Map(entries.filter((entry): entry is [string, StaticValue] => entry[1] !== undefined));
  }

  /** Whether a condition of the template holds; undefined where the stack's parameters decide. */
  condition(name: string): boolean | undefined {
    const declared = this.#template.conditions.get(name);
    if (!declared || this.#depth >= maxDepth) return undefined;
    this.#depth++;
    const holds = this.#test(declared.value);
    this.#depth--;
    return holds;
  }

  #test(node: Node): boolean | undefined {
    const call = callOf(node);
    if (!call) return undefined;
    const { argument } = call;
    const items = argument.kind === 'list' ? argument.items : [argument];
    switch (call.name) {
      case 'Condition':
        return argument.kind === 'scalar' ? this.condition(argument.text) : undefined;
      case 'Fn::Equals': {
        const [a, b] = items.map((item) => asText(this.value(item) ?? null));
        return a === undefined || b === undefined ? undefined : a === b;
      }
      case 'Fn::Not': {
        const [operand] = items.map((item) => this.#test(item));
        return operand === undefined ? undefined : !operand;
      }
      case 'Fn::And': {
        const results = items.map((item) => this.#test(item));
        return results.includes(false) ? false : results.includes(undefined) ? undefined : true;
      }
      case 'Fn::Or': {
        const results = items.map((item) => this.#test(item));
        return results.includes(true) ? true : results.includes(undefined) ? undefined : false;
      }
      default:
        return undefined;
    }
  }

  #call(name: string, argument: Node): StaticValue | undefined {
    const args = argument.kind === 'list' ? argument.items : [];
    switch (name) {
      case 'Ref':
        return this.#ref(argument);
      case 'Fn::If':
        return this.#if(args);
      case 'Fn::Split':
        return this.#split(args);
      case 'Fn::Join':
        return this.#join(args);
      case 'Fn::Select':
        return this.#select(args);
      case 'Fn::FindInMap':
        return this.#findInMap(args);
      case 'Fn::Sub':
        return this.#sub(argument);
      case 'Fn::ImportValue':
        return new Unknown('it is imported from another stack');
      case 'Fn::GetAtt':
        return new Unknown('it is an attribute of a resource, known only to the stack');
      default:
        return new Unknown(`${name} is known only to the stack`);
    }
  }

  #ref(argument: Node): StaticValue | undefined {
    const name = argument.kind === 'scalar' ? argument.text : '';
    const inLoop = this.#loops.get(name);
    if (inLoop !== undefined) return inLoop;
    if (name === 'AWS::NoValue') return undefined;
    if (name === 'AWS::StackName' && this.#facts.stack !== undefined) return this.#facts.stack;
    if (name === 'AWS::Region' && this.#facts.region !== undefined) return this.#facts.region;
    const parameter = this.#template.parameters.get(name);
    if (!parameter) {
      return new Unknown(
        this.#template.resources.has(name)
          ? `the id of ${name} is known only to the stack`
          : `${name} is known only to the stack`,
      );
    }
    if (parameter.type?.startsWith('AWS::SSM::'))
      return new Unknown(`the value of the parameter ${name} is in the Parameter Store`);
    const value = this.#facts.parameters.get(name);
    if (value === undefined) {
      const fallback = get(parameter.value, 'Default') ? ', and its default need not be what the stack uses' : '';
      return new Unknown(`the value of the parameter ${name} is not in these files${fallback}`);
    }
    return isListType(parameter.type) ? value.split(',').map((item) => item.trim()) : value;
  }

  #if([condition, whenTrue, whenFalse]: readonly Node[]): StaticValue | undefined {
    const name = condition?.kind === 'scalar' ? condition.text : '';
    const holds = this.condition(name);
    if (holds === undefined) return new Unknown(`whether the condition ${name} holds is known only to the stack`);
    const chosen = holds ? whenTrue : whenFalse;
    return chosen && this.value(chosen);
  }

  #split([separator, text]: readonly Node[]): StaticValue {
    const by = separator && this.value(separator);
    const value = text && this.value(text);
    if (value instanceof Unknown) return value;
    return typeof by === 'string' && by && typeof value === 'string'
      ? value.split(by)
      : new Unknown('a Split is not understood');
  }

  #join([separator, items]: readonly Node[]): StaticValue {
    const by = separator && this.value(separator);
    const list = items && this.value(items);
    if (list instanceof Unknown) return list;
    if (typeof by !== 'string' || list === undefined || !isList(list)) return new Unknown('a Join is not understood');
    const unknown = list.find((item) => item instanceof Unknown);
    // Joined with a comma, what is known of a list stays known.
    if (unknown instanceof Unknown) return unknown;
    const texts = list.map(asText);
    return texts.every((item) => item !== undefined) ? texts.join(by) : new Unknown('a Join is not understood');
  }

  #select([index, items]: readonly Node[]): StaticValue {
    const at = index && Number(asText(this.value(index) ?? null));
    const list = items && this.value(items);
    if (list instanceof Unknown) return list;
    const item = list !== undefined && isList(list) && at !== undefined ? list[at] : undefined;
    return item ?? new Unknown('a Select is not understood');
  }

  #findInMap([mapping, top, second, options]: readonly Node[]): StaticValue {
    const keys = [mapping, top, second].map((node) => node && this.value(node));
    const unknown = keys.find((key) => key instanceof Unknown);
    if (unknown instanceof Unknown) return unknown;
    const [map, first, last] = keys.map((key) => (key === undefined ? undefined : asText(key)));
    const node = map === undefined ? undefined : get(get(this.#template.mappings.get(map)?.value, first ?? ''), last ?? '');
    const fallback = get(options, 'DefaultValue');
    const found = node ?? fallback;
    return (found && this.value(found)) ?? new Unknown('a FindInMap finds nothing');
  }

  #sub(argument: Node): StaticValue {
    const [template, variables] = argument.kind === 'list' ? argument.items : [argument];
    if (template?.kind !== 'scalar') return new Unknown('a Sub is not understood');
    let unknown: Unknown | undefined;
    if (/&\{(\w+)\}/.test(template.text) && this.#loops.size) unknown = new Unknown('an & of a loop stands in a Sub');
    const text = template.text.replaceAll(/\$\{([^}!][^}]*)\}/g, (_, raw: string) => {
      const name = raw.trim();
      const own = get(variables, name);
      const value = own
        ? this.value(own)
        : name.includes('.')
          ? new Unknown(`${name} is known only to the stack`)
          : this.#ref({ ...template, text: name });
      const shown = value === undefined ? undefined : asText(value);
      if (shown === undefined) unknown ??= value instanceof Unknown ? value : new Unknown('a Sub is not understood');
      return shown ?? '';
    });
    return unknown ?? text.replaceAll(/\$\{!([^}]*)\}/g, '${$1}');
  }
}

function isListType(type: string | undefined): boolean {
  return type === 'CommaDelimitedList' || type?.startsWith('List<') === true;
}
