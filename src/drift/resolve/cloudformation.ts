import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Resource, Template } from '../../cloudformation/parser/template.ts';
import type { CloudFormationService } from '../../cloudformation/service.ts';
import { type Files, uriOf } from '../../language/files.ts';
import { get } from '../../language/tree/node.ts';
import { type Declaration, lineAt } from '../declaration.ts';
import { TemplateEvaluator } from './cloudformation/evaluate.ts';
import { type StackFacts, stackFacts } from './cloudformation/parameters.ts';
import { nameOfValue, subnetsOfValue } from './value.ts';

const groupType = 'AWS::AutoScaling::AutoScalingGroup';

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
      if (!text?.includes(groupType)) return [];
      const document = TextDocument.create(uriOf(file), '', 0, text);
      return cloudformation.accepts(document)
        ? templateDeclarations(cloudformation.template(document), file, stackFacts(files, file))
        : [];
    });
}

function templateDeclarations(template: Template, file: string, facts: StackFacts): Declaration[] {
  const evaluator = new TemplateEvaluator(template, facts);
  return [...template.resources.values()]
    .filter(({ type }) => type === groupType)
    .flatMap((resource) => declarationOf(resource, template, evaluator, file, facts));
}

function declarationOf(
  resource: Resource,
  template: Template,
  evaluator: TemplateEvaluator,
  file: string,
  facts: StackFacts,
): Declaration[] {
  const { properties, condition } = resource;
  const list = get(properties, 'VPCZoneIdentifier');
  const holds = condition === undefined ? true : evaluator.condition(condition);
  // Without subnets the group names availability zones instead.
  if (!list || holds === false) return [];
  const subnets = evaluator.value(list);
  if (subnets === undefined) return [];
  const name = get(properties, 'AutoScalingGroupName');
  const nameValue = name && evaluator.value(name);
  return [
    {
      tool: 'cloudformation',
      file,
      span: { start: list.start, end: list.end },
      line: lineAt(template.text, list.start),
      address: resource.name,
      name: nameOfValue(nameValue ?? null, { logicalId: resource.name, stack: facts.stack }),
      subnets: subnetsOfValue(subnets),
      // The property's schema says insertionOrder: false.
      order: 'set',
      region: facts.region,
      profile: facts.profile,
      notes: [],
      conditional: holds === undefined,
    },
  ];
}
