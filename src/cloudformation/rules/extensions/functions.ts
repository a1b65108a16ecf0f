import { extensionRule } from '../extension.ts';

export const queueTimeout = extensionRule({
  id: 'E3505',
  summary: 'The visibility timeout of a queue is no shorter than the timeout of the function that reads it',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html',
  places: ['AWS::Lambda::EventSourceMapping/P'],
  schema: 'aws_lambda_eventsourcemapping/event_source_sqs_timeout',
  all: true,
});

export const streamStart = extensionRule({
  id: 'E3633',
  summary: 'The mapping of a stream to a function says where to start',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html',
  places: ['AWS::Lambda::EventSourceMapping/P'],
  schema: 'aws_lambda_eventsourcemapping/eventsourcearn_stream_inclusive',
});

export const queueStart = extensionRule({
  id: 'E3634',
  summary: 'The mapping of a queue to a function does not say where to start',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html',
  places: ['AWS::Lambda::EventSourceMapping/P'],
  schema: 'aws_lambda_eventsourcemapping/eventsourcearn_sqs_exclusive',
});

export const inlineRuntime = extensionRule({
  id: 'E3677',
  summary: 'Inline code has a runtime that takes inline code',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html',
  places: ['AWS::Lambda::Function/P'],
  schema: 'aws_lambda_function/zipfile_runtime_enum',
});

export const inlineNeedsRuntime = extensionRule({
  id: 'E3678',
  summary: 'Inline code has a runtime',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html',
  places: ['AWS::Lambda::Function/P'],
  schema: 'aws_lambda_function/zipfile_runtime_exists',
});

export const imageFunction = extensionRule({
  id: 'E3685',
  summary: 'A function from an image has no handler, runtime or layers',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html',
  places: ['AWS::Lambda::Function/P'],
  schema: 'aws_lambda_function/packagetype_image_exclusions',
});

export const logLevel = extensionRule({
  id: 'E3696',
  summary: 'A function has log levels only where its logs are JSON',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html',
  places: ['AWS::Lambda::Function/P'],
  schema: 'aws_lambda_function/loglevel_logformat',
});

export const fifoBatch = extensionRule({
  id: 'E3705',
  summary: 'A mapping of a FIFO queue has a batch of at most ten',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html',
  places: ['AWS::Lambda::EventSourceMapping/P'],
  schema: 'aws_lambda_eventsourcemapping/event_source_sqs_fifo_batch_size',
});

export const permissionAccount = extensionRule({
  id: 'W3663',
  summary: 'A permission for a service whose ARN holds no account says the account',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html',
  places: ['AWS::Lambda::Permission/P'],
  schema: 'aws_lambda_permission/permission_source_account',
});

export const permissionPrincipal = extensionRule({
  id: 'W3664',
  summary: 'The principal of a permission is the service of its source',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html',
  places: ['AWS::Lambda::Permission/P'],
  schema: 'aws_lambda_permission/permission_principal',
});

export const awsLayer = extensionRule({
  id: 'W3702',
  summary: 'A layer is named by an ARN that every account can use',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html',
  places: ['AWS::Lambda::Function/P/Layers/*'],
  schema: 'aws_lambda_function/awslayer',
});
