import { suggest } from '../../language/suggest.ts';

const sectionAtStart = /^["']?(?:AWSTemplateFormatVersion["']?\s*:|Transform["']?\s*:\s*["']?AWS::Serverless-)/m;
const jsonVersion = /"AWSTemplateFormatVersion"\s*:/;
const resources = /^\s*\{?\s*["']?Resources["']?\s*:/m;
const resourceType = /["']?Type["']?\s*:\s*["']?(?:AWS|Alexa|Custom|\w+::\w+)::/;
/** The section itself: at the beginning of its line, or of an object's first entries. */
const resourcesSection = /^(?:["']?Resources["']?\s*:\s*(?:#.*)?$|\{?[ \t]{0,4}"Resources"\s*:\s*\{)/m;
/** A type, or a name that only CloudFormation knows. */
const namesOfAws = /\b(?:AWS|Alexa|Custom)::[A-Z]\w+/;
/** A resource that has lost its type, or has one that is none, still has properties. */
const resourceAttribute = /^[ \t]+["']?(?:Properties|Type)["']?\s*:/m;
/** A key at the beginning of its line, or of an object's first entries. */
const topKey = /^(?:["']?|\{?[ \t]{0,4}")([A-Za-z]+)["']?\s*:/gm;
/** A section that other documents with resources do not have. */
const tellingSection = /^[ \t]*["']?(?:Parameters|Mappings|Conditions|Outputs)["']?\s*:/m;
const sections: ReadonlySet<string> = new Set(['AWSTemplateFormatVersion', 'Description', 'Metadata', 'Transform', 'Parameters', 'Mappings', 'Conditions', 'Rules', 'Hooks', 'Outputs', 'Globals']);

/** Whether a text is that of a template, finished or not, well-formed or not. */
export function looksLikeTemplate(text: string): boolean {
  const body = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  if (body.includes('AWSTemplateFormatVersion') || body.includes('AWS::Serverless-')) {
    if (sectionAtStart.test(body)) return true;
    if (/^\s*\{/.test(body) && jsonVersion.test(body)) return true;
  }
  if (hasOnlySections(body)) return true;
  if (resourcesSection.test(body) && (namesOfAws.test(body) || resourceAttribute.test(body))) return true;
  return body.includes('::') && resourceType.test(body) && (resources.test(body) || hasMisspeltResources(body));
}

/** What a text is: a template, a deployment file of Git sync, or the parameters that the AWS command line is given. */
export type DocumentKind = 'template' | 'deployment' | 'parameters';

/** The kind of a text that is linted: whatever is none of the others is read as a template. */
export function documentKind(text: string): DocumentKind {
  if (looksLikeDeployment(text)) return 'deployment';
  return looksLikeParameters(text) ? 'parameters' : 'template';
}

/** Whether a text is a list of parameters with their values, and no template. */
export function looksLikeParameters(text: string): boolean {
  return text.includes('ParameterKey') && /^[\s\ufeff]*(?:\[\s*\{\s*["']?Parameter(?:Key|Value)["']?\s*:|-\s+\{?\s*["']?Parameter(?:Key|Value)["']?\s*:)/.test(text);
}

/** Whether a text has several sections of a template, be there no resources yet or their section misspelt, and nothing else. */
function hasOnlySections(body: string): boolean {
  if (!tellingSection.test(body)) return false;
  const indent = /^\s*\{\s*?\n([ \t]*)"/.exec(body)?.[1] ?? '';
  const keys = [...body.matchAll(new RegExp(`^${indent}["']?(\\w+)["']?\\s*:`, 'gm'))].map(([, key = '']) => key);
  return keys.length > 1 && keys.every((key) => sections.has(key) || isNearResources(key)) && (keys.some(isNearResources) || keys.filter((key) => tellingSection.test(`${key}:`)).length > 1);
}

function isNearResources(key: string): boolean {
  return suggest(key, ['Resources']) !== undefined;
}

function hasMisspeltResources(body: string): boolean {
  return [...body.matchAll(topKey)].some(([, key = '']) => isNearResources(key));
}

/** Whether a text is that of a deployment file of Git sync: it names a template, and is none. */
export function looksLikeDeployment(text: string): boolean {
  return text.includes('template-file-path') && /^[\s{]*["']?template-file-path["']?\s*:/m.test(text) && !looksLikeTemplate(text);
}
