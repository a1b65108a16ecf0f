import { TextDocument } from 'vscode-languageserver-textdocument';
import { languageExtensions, stringOf, type Template } from '../../cloudformation/parser/template.ts';
import type { CloudFormationService } from '../../cloudformation/service.ts';
import { type Files, uriOf } from '../../language/files.ts';
import { get } from '../../language/tree/node.ts';
import { type Declaration, lineAt } from '../declaration.ts';
import { TemplateEvaluator } from './cloudformation/evaluate.ts';
import { expandLoop, isLoop, type LoopResource } from './cloudformation/forEach.ts';
import { type StackFacts, stackFacts } from './cloudformation/parameters.ts';
import { nameOfValue, subnetsOfValue } from './value.ts';

const groupType = 'AWS::AutoScaling::AutoScalingGroup';

/** False for a text that surely is no template with a group. */
export function mayNameGroups(text: string): boolean {
  return text.includes(groupType);
}

/** The Auto Scaling groups of the templates among the files. */
export function cloudformationDeclarations(
  paths: readonly string[],
  files: Files,
  cloudformation: CloudFormationService,
): Declaration[] {
  return paths
    .filter((file) => cloudformation.extensions.some((extension) => file.toLowerCase().endsWith(extension)))
    .flatMap((file) => {
      const text = files.read(file);
      if (text === undefined || !mayNameGroups(text)) return [];
      const document = TextDocument.create(uriOf(file), '', 0, text);
      return cloudformation.accepts(document)
        ? templateDeclarations(cloudformation.template(document), file, stackFacts(files, file))
        : [];
    });
}

function templateDeclarations(template: Template, file: string, facts: StackFacts): Declaration[] {
  const evaluator = new TemplateEvaluator(template, facts);
  const loops = template.transforms.includes(languageExtensions);
  // What parameters and files of values say is known here, so loops are written out by that.
  const resources = get(template.loops.written ?? template.root, 'Resources');
  return (resources?.kind === 'map' ? resources.entries : [])
    .flatMap(({ key: { text: name }, value }): LoopResource[] => {
      if (!isLoop(name)) return [{ name, body: value, evaluator }];
      return loops ? expandLoop(name, value, evaluator) : [];
    })
    .filter(({ body }) => stringOf(get(body, 'Type')) === groupType)
    .flatMap((resource) => declarationOf(resource, template, file, facts));
}

function declarationOf(
  { name: logicalId, body, evaluator, unknown }: LoopResource,
  template: Template,
  file: string,
  facts: StackFacts,
): Declaration[] {
  const properties = get(body, 'Properties');
  const condition = stringOf(get(body, 'Condition'));
  const list = get(properties, 'VPCZoneIdentifier');
  const holds = condition === undefined ? true : evaluator.condition(condition);
  // Without subnets the group names availability zones instead.
  if (!list || holds === false) return [];
  const subnets = evaluator.value(list);
  if (subnets === undefined) return [];
  const name = get(properties, 'AutoScalingGroupName');
  const nameValue = name && evaluator.value(name);
  const given = nameOfValue(nameValue ?? null, { logicalId, stack: facts.stack });
  return [
    {
      tool: 'cloudformation',
      file,
      span: { start: list.start, end: list.end },
      line: lineAt(template.text, list.start),
      address: logicalId,
      name: unknown === undefined || 'text' in given ? given : { unknown },
      subnets: subnetsOfValue(subnets),
      // The property's schema says insertionOrder: false.
      order: 'set',
      region: facts.region,
      profile: facts.profile,
      notes: [],
      conditional: holds === undefined || unknown !== undefined,
    },
  ];
}
