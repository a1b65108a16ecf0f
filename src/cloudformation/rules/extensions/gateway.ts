import { extensionRule } from '../extension.ts';

export const alarmPeriod = extensionRule({
  id: 'E3615',
  summary: 'The period of an alarm is one that alarms can have',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html',
  places: ['AWS::CloudWatch::Alarm/P'],
  schema: 'aws_cloudwatch_alarm/period',
});

export const buildLocation = extensionRule({
  id: 'E3636',
  summary: 'A build that uses S3 says the location',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-codebuild-project.html',
  places: [
    'AWS::CodeBuild::Project/P/Artifacts',
    'AWS::CodeBuild::Project/P/Source',
  ],
  schema: 'aws_codebuild_project/s3_locations',
});

export const restApiName = extensionRule({
  id: 'E3660',
  summary: 'An API without an OpenAPI document has a name',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-restapi.html',
  places: ['AWS::ApiGateway::RestApi/P'],
  schema: 'aws_apigateway_restapi/openapi_properties',
});

export const stageApi = extensionRule({
  id: 'E3698',
  summary: 'A stage and its deployment belong to one API',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-stage.html',
  places: ['AWS::ApiGateway::Stage/P'],
  schema: 'aws_apigateway_stage/stage_deployment_rest_api',
});

export const methodApi = extensionRule({
  id: 'E3699',
  summary: 'A method and its authorizer belong to one API',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-method.html',
  places: ['AWS::ApiGateway::Method/P'],
  schema: 'aws_apigateway_method/method_authorizer_rest_api',
});

export const methodAuthorizer = extensionRule({
  id: 'E3708',
  summary: 'The authorization of a method suits its authorizer',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-method.html',
  places: ['AWS::ApiGateway::Method/P'],
  schema: 'aws_apigateway_method/method_authorizer_type',
});

export const authorizerTtl = extensionRule({
  id: 'E3718',
  summary: 'An authorizer caches its results as long as its type allows',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-authorizer.html',
  places: ['AWS::ApiGateway::Authorizer/P'],
  schema: 'aws_apigateway_authorizer/ttl',
});
