import { extensionRule } from '../extension.ts';

export const recordSet = extensionRule({
  id: 'E3023',
  summary: 'The records of a record set suit its type',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-route53-recordset.html',
  places: [
    'AWS::Route53::RecordSet/P',
    'AWS::Route53::RecordSetGroup/P/RecordSets/*',
  ],
  schema: 'aws_route53_recordset/recordset_pattern',
  all: true,
});

export const recordSetAlias = extensionRule({
  id: 'E3029',
  summary: 'A record set that is an alias has no TTL',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-route53-recordset.html',
  places: [
    'AWS::Route53::RecordSet/P',
    'AWS::Route53::RecordSetGroup/P/RecordSets/*',
  ],
  schema: 'aws_route53_recordset/recordset_alias',
});

export const healthCheckAlarm = extensionRule({
  id: 'E3661',
  summary: 'A health check of an alarm names the alarm',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-route53-healthcheck.html',
  places: ['AWS::Route53::HealthCheck/P/HealthCheckConfig'],
  schema: 'aws_route53_healthcheck/healthcheckconfig_type_inclusive',
});
