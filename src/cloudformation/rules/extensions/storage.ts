import { extensionRule } from '../extension.ts';

export const bucketOwnership = extensionRule({
  id: 'E3045',
  summary: 'A bucket with an ACL has ownership controls that allow ACLs',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html',
  places: ['AWS::S3::Bucket/P'],
  schema: 'aws_s3_bucket/ownershipcontrols',
});

export const queueProperties = extensionRule({
  id: 'E3501',
  summary: 'A FIFO queue has a name that ends in .fifo, and only such a queue has properties of FIFO queues',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html',
  places: ['AWS::SQS::Queue/P'],
  schema: 'aws_sqs_queue/properties',
  all: true,
});

export const deadLetterQueue = extensionRule({
  id: 'E3502',
  summary: 'A queue and its dead letter queue are both FIFO or both not',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html',
  places: ['AWS::SQS::Queue/P'],
  schema: 'aws_sqs_queue/queue_dlq',
  all: true,
});

export const payPerRequest = extensionRule({
  id: 'E3638',
  summary: 'A table that is paid by request has no provisioned throughput',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html',
  places: ['AWS::DynamoDB::Table/P'],
  schema: 'aws_dynamodb_table/billingmode_exclusive',
});

export const provisioned = extensionRule({
  id: 'E3639',
  summary: 'A table with provisioned billing has a provisioned throughput',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html',
  places: ['AWS::DynamoDB::Table/P'],
  schema: 'aws_dynamodb_table/billingmode_provisioned_dependent',
});

export const subscriptionProtocol = extensionRule({
  id: 'W3694',
  summary: 'The endpoint of a subscription suits its protocol',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-subscription.html',
  places: ['AWS::SNS::Subscription/P'],
  schema: 'aws_sns_subscription/subscription_endpoint_protocol',
});
