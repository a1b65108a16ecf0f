import { entryOf } from '../../language/tree/node.ts';
import { callOf } from '../parser/intrinsics.ts';
import { attributeParts } from '../schema/attributeParts.ts';
import { intoEntry } from '../schema/scope.ts';
import { show } from '../schema/values.ts';
import { valuesAt } from '../schema/valuesAt.ts';
import { places } from './extension.ts';
import { placeRule } from './rule.ts';

const devices = [
  'AWS::AutoScaling::LaunchConfiguration/P/BlockDeviceMappings/*',
  'AWS::EC2::Instance/P/BlockDeviceMappings/*',
  'AWS::EC2::LaunchTemplate/P/LaunchTemplateData/BlockDeviceMappings/*',
  'AWS::EC2::SpotFleet/P/SpotFleetRequestConfigData/LaunchSpecifications/*/BlockDeviceMappings/*',
  'AWS::OpsWorks::Instance/P/BlockDeviceMappings/*',
];

export const ignoredVirtualName = placeRule({
  id: 'W3698',
  summary: 'A device is a volume or an ephemeral device, not both',
  docs: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/block-device-mapping-concepts.html',
  places: places(devices),
  inspect(node, scope, validator, _schema, report) {
    const entry = entryOf(node, 'VirtualName');
    if (!entry || !entryOf(node, 'Ebs')) return;
    report(validator.issue(entry.value, intoEntry(scope, entry, undefined), { keyword: 'required', message: "'VirtualName' is ignored beside 'Ebs'" }));
  },
});

export const ignoredIops = placeRule({
  id: 'W3671',
  summary: 'Only a volume of a type with provisioned IOPS says them',
  docs: 'https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html',
  places: places(devices.map((place) => `${place}/Ebs`)),
  inspect(node, scope, validator, _schema, report) {
    const type = entryOf(node, 'VolumeType')?.value;
    const entry = entryOf(node, 'Iops');
    if (!entry || type?.kind !== 'scalar' || !['gp2', 'st1', 'sc1', 'standard'].includes(type.text.toLowerCase())) return;
    report(validator.issue(entry.value, intoEntry(scope, entry, undefined), { keyword: 'required', message: `'Iops' is ignored for a volume of type ${show(type)}` }));
  },
});

export const imageNeeded = placeRule({
  id: 'E3673',
  summary: 'An instance has an image, its own or that of its launch template',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-instance.html',
  places: places(['AWS::EC2::Instance/P']),
  inspect(node, scope, validator, _schema, report) {
    for (const image of valuesAt(validator, node, ['ImageId'], scope)) {
      if (image.value) continue;
      const inner = scope.under({ assumptions: image.scope.assumptions });
      const templates = [...valuesAt(validator, node, ['LaunchTemplate'], inner)].flatMap(({ value }) => (value ? [value] : []));
      const provides = templates.some((template) =>
        ['LaunchTemplateId', 'LaunchTemplateName'].some((key) => {
          const reference = entryOf(template, key)?.value;
          if (!reference) return callOf(template) !== undefined;
          const call = callOf(reference);
          const target = call?.name === 'Ref' ? call.argument : call?.name === 'Fn::GetAtt' ? attributeParts(call.argument)?.resource : undefined;
          const resource = target?.kind === 'scalar' ? validator.resources.get(target.text) : undefined;
          // What another stack declares is not known.
          if (!resource) return true;
          return [...valuesAt(validator, resource.properties, ['LaunchTemplateData', 'ImageId'], inner)].every(({ value }) => value !== undefined);
        }),
      );
      if (provides) continue;
      const entry = entryOf(node, 'ImageId');
      report(validator.issue(node, scope, { keyword: 'required', span: entry ? entry.key : scope.here, message: "'ImageId' is needed, here or in the launch template" }));
      return;
    }
  },
});

export const healthChecks = placeRule({
  id: 'E3056',
  summary: 'The health check EC2 is not combined with others',
  docs: 'https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-health-checks.html',
  places: places(['AWS::AutoScaling::AutoScalingGroup/P/HealthCheckType']),
  inspect(node, scope, validator, _schema, report) {
    if (node.kind !== 'scalar' || typeof node.value !== 'string') return;
    const parts = node.value.split(',').map((part) => part.trim());
    if (parts.length < 2 || !parts.includes('EC2')) return;
    report(validator.issue(node, scope, { keyword: 'enum', message: `${show(node)} combines EC2 with other health checks` }));
  },
});

export const hostPort = placeRule({
  id: 'E3053',
  summary: 'In the network mode awsvpc the host port is the container port',
  docs: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html',
  places: places(['AWS::ECS::TaskDefinition/P']),
  inspect(node, scope, validator, _schema, report) {
    const isAwsvpc = [...valuesAt(validator, node, ['NetworkMode'], scope)].some(({ value }) => value?.kind === 'scalar' && value.value === 'awsvpc');
    if (!isAwsvpc) return;
    for (const mapping of valuesAt(validator, node, ['ContainerDefinitions', '*', 'PortMappings', '*'], scope)) {
      const host = entryOf(mapping.value, 'HostPort');
      const container = entryOf(mapping.value, 'ContainerPort')?.value;
      if (host?.value.kind !== 'scalar' || container?.kind !== 'scalar' || host.value.text === container.text) continue;
      report(validator.issue(host.value, intoEntry(mapping.scope, host, undefined), { keyword: 'const', message: `${show(host.value)} is not the container port ${show(container)}` }));
    }
  },
});

export const firstStage = placeRule({
  id: 'E3700',
  summary: 'The first stage of a pipeline has sources, and no other stage has',
  docs: 'https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html',
  places: places(['AWS::CodePipeline::Pipeline/P/Stages/*/Actions/*/ActionTypeId/Category']),
  inspect(node, scope, validator, _schema, report) {
    if (node.kind !== 'scalar' || typeof node.value !== 'string') return;
    const stage = /\/Stages(?:\/Fn::If\/\d+)*\/(\d+)\//.exec(scope.path)?.[1];
    if (stage === undefined) return;
    const isSource = node.value === 'Source';
    if (isSource === (stage === '0')) return;
    const message = isSource ? 'A source can only be in the first stage' : `${show(node)} cannot be in the first stage: it has sources only`;
    report(validator.issue(node, scope, { keyword: 'enum', message }));
  },
});

export const essentialContainer = placeRule({
  id: 'E3042',
  summary: 'A task has at least one essential container',
  docs: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#container_definition_essential',
  places: places(['AWS::ECS::TaskDefinition/P/ContainerDefinitions']),
  inspect(node, scope, validator, _schema, report) {
    if (node.kind !== 'list' || node.items.length === 0) return;
    // A container that does not say otherwise is essential.
    const isSpare = node.items.every((item) => {
      const essential = entryOf(item, 'Essential')?.value;
      return essential?.kind === 'scalar' && String(essential.value).toLowerCase() === 'false';
    });
    if (isSpare) report(validator.issue(node, scope, { keyword: 'contains', span: scope.here, message: 'None of the containers is essential' }));
  },
});
