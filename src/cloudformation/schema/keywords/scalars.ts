import type { Span } from '../../../language/diagnostic.ts';
import type { KeywordCheck } from '../keywords.ts';
import { changing, quoting, unquoting } from '../fixes.ts';
import type { Node } from '../../../language/tree/node.ts';
import type { Scope } from '../scope.ts';
import type { Problem } from '../inspection.ts';
import type { Validator } from '../validator.ts';
import { patternInWords } from '../patternWords.ts';
import { stringsOf } from '../pointers.ts';
import { equal, isLoosely, isStrictly, jsonOf, numberOf, show, type Json, type TypeName } from '../values.ts';
import { counted, inProperty, notAmong, notOfType, propertyAt } from '../words.ts';

/** Properties that `aws cloudformation package` fills in: a local path may stand where an object is wanted. */
const packagedPaths: ReadonlySet<string> = new Set([
  'Resources/AWS::ApiGateway::RestApi/Properties/BodyS3Location',
  'Resources/AWS::AppSync::FunctionConfiguration/Properties/RequestMappingTemplateS3Location',
  'Resources/AWS::AppSync::FunctionConfiguration/Properties/ResponseMappingTemplateS3Location',
  'Resources/AWS::AppSync::GraphQLSchema/Properties/DefinitionS3Location',
  'Resources/AWS::AppSync::Resolver/Properties/RequestMappingTemplateS3Location',
  'Resources/AWS::AppSync::Resolver/Properties/ResponseMappingTemplateS3Location',
  'Resources/AWS::CloudFormation::Stack/Properties/TemplateURL',
  'Resources/AWS::CodeCommit::Repository/Properties/Code/S3',
  'Resources/AWS::ElasticBeanstalk::ApplicationVersion/Properties/SourceBundle',
  'Resources/AWS::Lambda::Function/Properties/Code',
  'Resources/AWS::Lambda::LayerVersion/Properties/Content',
  'Resources/AWS::StepFunctions::StateMachine/Properties/DefinitionS3Location',
]);

/** Keywords about single values. */
export const scalars: Readonly<Record<string, KeywordCheck>> = {
  type: ({ validator, value, node, scope, issues }) => {
    const fits = scope.strict && !scope.resolved ? isStrictly : isLoosely;
    if (typeof value === 'string' && fits(node, value as TypeName)) return;
    const types = stringsOf(value) as readonly TypeName[];
    for (let at = 0; at < types.length; at++) if (fits(node, types[at] as TypeName)) return;
    if (!scope.strict && !scope.composite && node.kind === 'scalar' && typeof node.value === 'string' && packagedPaths.has(scope.place.text)) return;
    issues.push(validator.issue(node, scope, ofWrongType(validator, node, types, scope)));
  },

  enum: ({ validator, value, node, scope, issues }) => {
    const allowed = value as readonly Json[];
    if (!validator.isAmong(jsonOf(node), allowed)) issues.push(validator.issue(node, scope, ofOtherValue(validator, node, allowed, scope)));
  },

  enumCaseInsensitive: ({ validator, value, node, scope, issues }) => {
    const allowed = value as readonly Json[];
    const instance = lower(jsonOf(node));
    if (allowed.some((each) => equal(instance, lower(each)))) return;
    issues.push(
      validator.issue(node, scope, { keyword: 'enumCaseInsensitive', ...placeOf(scope), message: () => `${notAmong(node, allowed)}, in whatever case` }),
    );
  },

  const: ({ validator, value, node, scope, issues }) => {
    if (equal(jsonOf(node), value as Json)) return;
    issues.push(validator.issue(node, scope, { keyword: 'const', message: () => `'${propertyAt(scope) ?? ''}' has to be ${show(value as Json)}, not ${show(node)}` }));
  },

  pattern: ({ validator, value, node, scope, issues }) => {
    if (node.kind !== 'scalar' || node.value === null || typeof value !== 'string') return;
    const text = typeof node.value === 'string' ? node.value : JSON.stringify(node.value);
    if (validator.patterns.matches(value, text)) return;
    const exceptions = stringsOf(validator.settings['E3031']?.['exceptions']);
    if (exceptions.some((exception) => validator.patterns.matches(`^(?:${exception})`, text))) return;
    issues.push(validator.issue(node, scope, { keyword: 'pattern', ...placeOf(scope), message: () => `${show(node)}${inProperty(scope)} does not have the form that is needed: ${patternInWords(value) ?? value}` }));
  },

  minLength: length('minLength', 'least', (found, limit) => found < limit),
  maxLength: length('maxLength', 'most', (found, limit) => found > limit),
  minimum: range('minimum', 'less than the minimum of', (found, limit) => found < limit),
  maximum: range('maximum', 'greater than the maximum of', (found, limit) => found > limit),
  exclusiveMinimum: range('exclusiveMinimum', 'less than or equal to', (found, limit) => found <= limit),
  exclusiveMaximum: range('exclusiveMaximum', 'greater than or equal to', (found, limit) => found >= limit),
  multipleOf: range('multipleOf', 'not a multiple of', (found, limit) => found % limit !== 0),
};

function ofWrongType(validator: Validator, node: Node, types: readonly TypeName[], scope: Scope): Problem {
  const isNull = node.kind === 'scalar' && node.value === null;
  const fix = isNull ? {} : types.includes('string') ? quoting(node, scope) : unquoting(validator, node, scope, types);
  return { keyword: 'type', message: () => notOfType(node, types), ...(isNull ? { isNull } : {}), ...fix };
}

function ofOtherValue(validator: Validator, node: Node, allowed: readonly Json[], scope: Scope): Problem {
  const instance = jsonOf(node);
  const similar = typeof instance === 'string' && !scope.judging ? validator.similar(instance, allowed) : undefined;
  const fix = node.kind === 'scalar' && !scope.resolved ? changing(validator, node, similar) : {};
  return { keyword: 'enum', message: () => notAmong(node, allowed, similar), ...placeOf(scope), ...fix };
}

/** A parameter's value that is not allowed is wrong where the parameter says it. */
function placeOf(scope: Scope): { span?: Span } {
  return scope.valuePlace ? { span: scope.valuePlace } : {};
}

function length(keyword: string, word: string, fails: (found: number, limit: number) => boolean): KeywordCheck {
  return ({ validator, value, node, scope, issues }) => {
    if (node.kind !== 'scalar' || typeof node.value !== 'string') return;
    const found = lengthOf(node.value);
    if (!fails(found, Number(value))) return;
    issues.push(validator.issue(node, scope, { keyword, message: () => `${show(node)} has ${counted(found, 'character')}; ${String(value)} is the ${word}` }));
  };
}

/** The characters of a string, those outside the basic plane counted once. */
function lengthOf(text: string): number {
  let count = text.length;
  for (let at = 0; at < text.length - 1; at++) {
    if ((text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00) {
      count--;
      at++;
    }
  }
  return count;
}

function range(keyword: string, words: string, fails: (found: number, limit: number) => boolean): KeywordCheck {
  return ({ validator, value, node, scope, issues }) => {
    const found = numberOf(node);
    if (found === undefined || !fails(found, Number(value))) return;
    const place = keyword === 'multipleOf' ? {} : placeOf(scope);
    issues.push(validator.issue(node, scope, { keyword, ...place, message: `${show(node)} is ${words} ${String(value)}` }));
  };
}

function lower(value: Json): Json {
  return typeof value === 'string' ? value.toLowerCase() : value;
}
