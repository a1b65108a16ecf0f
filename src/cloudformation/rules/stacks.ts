import path from 'node:path';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { pathOf } from '../../language/files.ts';
import type { Span } from '../../language/diagnostic.ts';
import { entryOf, get, type Node } from '../../language/tree/node.ts';
import { parseTemplate, stringOf } from '../parser/template.ts';
import { valuesAt } from '../schema/valuesAt.ts';
import { propertiesScope } from './network.ts';
import { templateRule } from './rule.ts';

/** Where a resource that is a nested stack says its template. */
const templateProperties: Readonly<Record<string, string>> = {
  'AWS::CloudFormation::Stack': 'TemplateURL',
  'AWS::Serverless::Application': 'Location',
};

export const nestedParameters = templateRule({
  id: 'E3043',
  summary: 'A nested stack is given the parameters that its template has and needs',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stack.html',
  check(linting, report) {
    const { template, validator, files } = linting;
    const own = pathOf(template.document.uri);
    if (own === undefined) return;
    for (const { name, type } of template.resources.values()) {
      const property = type === undefined ? undefined : templateProperties[type];
      const found = property === undefined ? undefined : propertiesScope(linting, name);
      const given = found && entryOf(found.node, 'Parameters');
      if (property === undefined || !found || !given) continue;
      for (const { value: url, scope } of valuesAt(validator, found.node, [property], found.scope)) {
        if (url?.kind !== 'scalar' || typeof url.value !== 'string' || /^(?:https?|s3):\/\/|\{\{resolve:/.test(url.value)) continue;
        const text = files.read(path.resolve(path.dirname(own), url.value));
        if (text === undefined) continue;
        const nested = parseTemplate(TextDocument.create(template.document.uri, '', 0, text));
        if (!nested.root || nested.problems.length > 0) continue;
        for (const { value: parameters } of valuesAt(validator, given.value, [], found.scope.under({ assumptions: scope.assumptions }))) {
          if (parameters?.kind !== 'map') continue;
          for (const { key } of parameters.entries) {
            if (nested.parameters.has(key.text) || key.text.startsWith('Fn::')) continue;
            report({ span: key.synthetic ? given.key : key, message: `The nested template '${url.value}' has no parameter '${key.text}'` });
          }
          if (parameters.entries.some((entry) => entry.key.text.startsWith('Fn::'))) continue;
          for (const parameter of nested.parameters.values()) {
            if (get(parameters, parameter.name) || get(parameter.value, 'Default')) continue;
            report({ span: given.key, message: `The parameter '${parameter.name}' of the nested template '${url.value}' is not given` });
          }
        }
      }
    }
  },
});

/** What a module cannot have. Source: AWS CloudFormation's "Considerations when using modules". */
export const modules = templateRule({
  id: 'E5001',
  summary: 'A module has no policies and no tags',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/modules.html',
  check({ template }, report) {
    for (const { type, value, properties } of template.resources.values()) {
      if (!type?.endsWith('::MODULE')) continue;
      const forbidden = [entryOf(value, 'CreationPolicy'), entryOf(value, 'UpdatePolicy'), entryOf(properties, 'Tags'), entryOf(get(value, 'Metadata'), 'AWS::CloudFormation::Module')];
      for (const entry of forbidden) if (entry) report({ span: entry.key, message: `'${entry.key.text}' is not allowed in a module` });
    }
  },
});

/** Two filters are the most that a log group can have. Source: Amazon CloudWatch Logs quotas. */
export const subscriptionFilters = templateRule({
  id: 'E2529',
  summary: 'A log group has at most two subscription filters',
  docs: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html',
  check({ template }, report) {
    const groups = new Map<string, { key: Span }[]>();
    const add = (group: Node | undefined, key: Span): void => {
      if (!group) return;
      const name = template.text.slice(group.start, group.end);
      groups.set(name, [...(groups.get(name) ?? []), { key }]);
    };
    for (const resource of template.resources.values()) {
      if (resource.type === 'AWS::Logs::SubscriptionFilter') add(get(resource.properties, 'LogGroupName'), resource.key);
      const events = resource.type === 'AWS::Serverless::Function' ? get(resource.properties, 'Events') : undefined;
      if (events?.kind !== 'map') continue;
      for (const { key, value } of events.entries) {
        if (stringOf(get(value, 'Type')) === 'CloudWatchLogs') add(get(get(value, 'Properties'), 'LogGroupName'), key);
      }
    }
    for (const members of groups.values()) {
      const third = members[2];
      if (third) report({ span: third.key, message: 'This is the third subscription filter of its log group; two are the most' });
    }
  },
});

export const roleWithPath = templateRule({
  id: 'E3050',
  summary: 'A role with a path is not named by Ref where the name is looked up without one',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-codebuild-project.html',
  check({ template, validator }, report) {
    for (const { type, properties } of template.resources.values()) {
      const entry = type === 'AWS::CodeBuild::Project' ? entryOf(properties, 'ServiceRole') : undefined;
      const name = get(entry?.value, 'Ref');
      if (!entry || name?.kind !== 'scalar') continue;
      const rolePath = get(template.resources.get(name.text)?.properties, 'Path');
      if (rolePath?.kind !== 'scalar' || rolePath.text === '/') continue;
      report({ span: validator.spanOfCall(entry.value, entry.key), message: `'${name.text}' has the path '${rolePath.text}', which Ref leaves out; use Fn::GetAtt` });
    }
  },
});
