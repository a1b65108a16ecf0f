import type { Mark } from '../../language/diagnostic.ts';
import { entryOf, get, type Node } from '../../language/tree/node.ts';
import { decidingConditions, inScenario } from '../conditions/conditions.ts';
import { isNoValue } from '../parser/intrinsics.ts';
import { intoEntry } from '../schema/scope.ts';
import { isServerless } from '../schema/serverless.ts';
import type { Validator } from '../schema/validator.ts';
import { show } from '../schema/values.ts';
import { placeRule, templateRule } from './rule.ts';
import { places } from './extension.ts';

/** Properties that `aws cloudformation package` fills in. */
export const packagedProperty = placeRule({
  id: 'W3002',
  summary: 'A property is not a local path that only works after packaging',
  docs: 'https://docs.aws.amazon.com/cli/latest/reference/cloudformation/package.html',
  places: places([
    'AWS::ApiGateway::RestApi/P/BodyS3Location',
    'AWS::AppSync::FunctionConfiguration/P/RequestMappingTemplateS3Location',
    'AWS::AppSync::FunctionConfiguration/P/ResponseMappingTemplateS3Location',
    'AWS::AppSync::GraphQLSchema/P/DefinitionS3Location',
    'AWS::AppSync::Resolver/P/RequestMappingTemplateS3Location',
    'AWS::AppSync::Resolver/P/ResponseMappingTemplateS3Location',
    'AWS::CloudFormation::Stack/P/TemplateURL',
    'AWS::CodeCommit::Repository/P/Code/S3',
    'AWS::ElasticBeanstalk::ApplicationVersion/P/SourceBundle',
    'AWS::Lambda::Function/P/Code',
    'AWS::Lambda::LayerVersion/P/Content',
    'AWS::StepFunctions::StateMachine/P/DefinitionS3Location',
  ]),
  inspect(node, scope, validator, _schema, report) {
    // A serverless template is packaged anyway.
    if (node.kind !== 'scalar' || typeof node.value !== 'string' || scope.resolved || isServerless(validator.template)) return;
    // A URL is what has been packaged already.
    if (/^(?:s3|https?):\/\//.test(node.value)) return;
    report(validator.issue(node, scope, { keyword: 'type', message: `${show(node)} is a path: it only works after 'aws cloudformation package'` }));
  },
});

export const bucketAcl = placeRule({
  id: 'W3045',
  summary: 'Access to a bucket is controlled by its policy, not by an ACL',
  docs: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html',
  places: places(['AWS::S3::Bucket/P']),
  inspect(node, scope, validator, _schema, report) {
    const entry = entryOf(node, 'AccessControl');
    if (!entry || isNoValue(entry.value)) return;
    report(validator.issue(entry.value, intoEntry(scope, entry, undefined), { keyword: 'type', message: "'AccessControl' is a legacy property; use AWS::S3::BucketPolicy" }));
  },
});

export const hardCodedZone = placeRule({
  id: 'W3010',
  summary: 'An availability zone is not written into the template',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/best-practices.html',
  places: places([
    'AWS::AutoScaling::AutoScalingGroup/P/AvailabilityZones/*',
    'AWS::DAX::Cluster/P/AvailabilityZones/*',
    'AWS::DMS::ReplicationInstance/P/AvailabilityZone',
    'AWS::EC2::Host/P/AvailabilityZone',
    'AWS::EC2::Instance/P/AvailabilityZone',
    'AWS::EC2::LaunchTemplate/P/LaunchTemplateData/Placement/AvailabilityZone',
    'AWS::EC2::SpotFleet/P/SpotFleetRequestConfigData/LaunchSpecifications/*/Placement/AvailabilityZone',
    'AWS::EC2::SpotFleet/P/SpotFleetRequestConfigData/LaunchTemplateConfigs/*/Overrides/*/AvailabilityZone',
    'AWS::EC2::Subnet/P/AvailabilityZone',
    'AWS::EC2::Volume/P/AvailabilityZone',
    'AWS::EMR::Cluster/P/Instances/Placement/AvailabilityZone',
    'AWS::ElasticLoadBalancing::LoadBalancer/P/AvailabilityZones/*',
    'AWS::ElasticLoadBalancingV2::TargetGroup/P/Targets/*/AvailabilityZone',
    'AWS::Glue::Connection/P/ConnectionInput/PhysicalConnectionRequirements/AvailabilityZone',
    'AWS::OpsWorks::Instance/P/AvailabilityZone',
    'AWS::RDS::DBCluster/P/AvailabilityZones/*',
    'AWS::RDS::DBInstance/P/AvailabilityZone',
  ]),
  inspect(node, scope, validator, _schema, report) {
    if (node.kind !== 'scalar' || typeof node.value !== 'string' || node.value === 'all' || /(?:^|\/)(?:Fn::|Ref)/.test(scope.path)) return;
    if ([...validator.template.resources.values()].some((resource) => resource.type === 'AWS::CDK::Metadata')) return;
    report(validator.issue(node, scope, { keyword: 'enum', message: `Zone ${show(node)} is written into the template; take it from Fn::GetAZs or a parameter` }));
  },
});

export const zipFunction = placeRule({
  id: 'W2533',
  summary: 'A function from a .zip file has a handler and a runtime',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html',
  places: places(['AWS::Lambda::Function/P']),
  inspect(node, scope, validator, _schema, report) {
    const names = new Set(['PackageType', 'Code', 'Handler', 'Runtime'].flatMap((name) => [...conditionsOf(get(node, name))]));
    for (const scenario of validator.conditions.scenarios(names, scope.assumptions, scope.here)) {
      const instance = inScenario(node, scenario);
      const type = entryOf(instance, 'PackageType');
      const code = entryOf(instance, 'Code');
      const isZip = type?.value.kind === 'scalar' && type.value.value === 'Zip';
      const evidence = isZip ? type : code && (get(code.value, 'ZipFile') ?? get(code.value, 'S3Key')) ? code : undefined;
      const missing = ['Handler', 'Runtime'].filter((name) => !get(instance, name));
      if (!evidence || missing.length === 0) continue;
      const message = `A function from a .zip file needs ${missing.map((name) => `'${name}'`).join(' and ')}`;
      report(validator.issue(node, scope, { keyword: 'required', span: evidence.key, message }));
      return;
    }
  },
});

function conditionsOf(node: Node | undefined): Set<string> {
  return node ? decidingConditions(node) : new Set();
}

export const detectorFeatures = placeRule({
  id: 'E3063',
  summary: 'A detector is configured by its data sources or by its features, not by both',
  docs: 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty-features-activation-model.html',
  places: places(['AWS::GuardDuty::Detector/P']),
  inspect(node, scope, validator, _schema, report) {
    for (const assumptions of validator.conditions.scenarios(decidingConditions(node), scope.assumptions, scope.here)) {
      const instance = inScenario(node, assumptions);
      if (!get(instance, 'DataSources') || !get(instance, 'Features')) continue;
      report(validator.issue(node, scope, { keyword: 'dependentExcluded', span: scope.here, message: "'DataSources' and 'Features' cannot be given together; 'Features' is the newer" }));
      return;
    }
  },
});

export const restApiParts = templateRule({
  id: 'W3660',
  summary: 'An API with a definition has no parts beside it',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-restapi.html',
  check({ template, facts, uses, validator }, report) {
    const { restApiParts: types } = facts.record('rule-tables') as { restApiParts: readonly string[] };
    for (const { name, key, type, properties } of template.resources.values()) {
      // What the transform makes of a serverless API always has a definition.
      const definitions = type === 'AWS::Serverless::Api' ? [{ what: 'The transform', span: key }] : type === 'AWS::ApiGateway::RestApi' ? definitionsOf(properties, validator) : [];
      if (definitions.length === 0) continue;
      const part = uses.find((use) => use.name === name && use.path[0] === 'Resources' && types.includes(template.resources.get(use.path[1] ?? '')?.type ?? ''));
      const owner = part?.path[1];
      if (owner === undefined) continue;
      for (const { what, span } of definitions) {
        report({ span, message: `${what} defines the API as a whole; '${owner}' (${String(template.resources.get(owner)?.type)}) is lost when it is written again` });
      }
    }
  },
});

function definitionsOf(properties: Node | undefined, validator: Validator): { what: string; span: Mark }[] {
  return ['Body', 'BodyS3Location'].flatMap((name) => {
    const entry = entryOf(properties, name);
    return entry && !isNoValue(entry.value) ? [{ what: `'${name}'`, span: validator.spanOf(entry.value, entry.key) }] : [];
  });
}

export const readOnlyProperty = placeRule({
  id: 'E3040',
  summary: 'A property that only AWS sets is not set',
  docs: 'https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html#schema-properties-readonlyproperties',
  places: ['*'],
  wants: (_node, _schema, place, validator) => validator.readOnlyAt(place) !== undefined,
  inspect(node, scope, validator, _schema, report) {
    const name = validator.readOnlyAt(scope.place.text);
    if (name === undefined) return;
    report(validator.issue(node, scope, { keyword: 'readOnly', span: scope.here, message: `'${name}' is set by AWS alone` }));
  },
});

export const eipDomain = placeRule({
  id: 'W3700',
  summary: "The domain of an Elastic IP is 'vpc'",
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-eip.html',
  places: places(['AWS::EC2::EIP/P/Domain']),
  inspect(node, scope, validator, _schema, report) {
    if (node.kind !== 'scalar' || typeof node.value !== 'string' || node.value === 'vpc' || node.value === 'standard') return;
    report(validator.issue(node, scope, { keyword: 'enum', message: `${show(node)} is taken for 'vpc'` }));
  },
});

export const parameterPrefix = placeRule({
  id: 'W3701',
  summary: 'A stored parameter has no name that is reserved for AWS',
  docs: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html',
  places: places(['AWS::SSM::Parameter/P/Name']),
  inspect(node, scope, validator, _schema, report) {
    if (node.kind !== 'scalar' || !/^\/?(?:aws|ssm)/i.test(node.text)) return;
    report(validator.issue(node, scope, { keyword: 'pattern', message: `${show(node)} begins with a prefix that is reserved for AWS` }));
  },
});
