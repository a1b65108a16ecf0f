import { schemaRule } from './rule.ts';

const docs = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html';

export const securityGroupId = schemaRule({ id: 'E1150', summary: 'The id of a security group has its format', docs });
export const vpcId = schemaRule({ id: 'E1151', summary: 'The id of a VPC has its format', docs });
export const imageId = schemaRule({ id: 'E1152', summary: 'The id of an image has its format', docs });
export const securityGroupName = schemaRule({ id: 'E1153', summary: 'The name of a security group has its format', docs });
export const subnetId = schemaRule({ id: 'E1154', summary: 'The id of a subnet has its format', docs });
export const logGroupName = schemaRule({ id: 'E1155', summary: 'The name of a log group has its format', docs });
export const roleArn = schemaRule({ id: 'E1156', summary: 'The ARN of a role has its format', docs });
export const keyArn = schemaRule({ id: 'E1157', summary: 'The ARN of a key has its format', docs });
export const topicArn = schemaRule({ id: 'E1158', summary: 'The ARN of a topic has its format', docs });
export const certificateArn = schemaRule({ id: 'E1159', summary: 'The ARN of a certificate has its format', docs });
export const functionArn = schemaRule({ id: 'E1160', summary: 'The ARN of a function has its format', docs });
export const bucketName = schemaRule({ id: 'E1161', summary: 'The name of a bucket has its format', docs });
export const keyId = schemaRule({ id: 'E1162', summary: 'The id of a key has its format', docs });
export const functionName = schemaRule({ id: 'E1163', summary: 'The name of a function has its format', docs });
export const keyAlias = schemaRule({ id: 'E1164', summary: 'The alias of a key has its format', docs });
