import { extensionRule } from '../extension.ts';

export const fargateScheduling = extensionRule({
  id: 'E3044',
  summary: 'A service on Fargate or elsewhere is scheduled as replicas',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-service.html',
  places: ['AWS::ECS::Service/P'],
  schema: 'aws_ecs_service/fargate',
  all: true,
});

export const awslogs = extensionRule({
  id: 'E3046',
  lookInto: true,
  summary: 'The driver awslogs has a log group and a region',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-taskdefinition.html',
  places: ['AWS::ECS::TaskDefinition/P/ContainerDefinitions/*/LogConfiguration'],
  schema: 'aws_ecs_taskdefinition/logging_configuration',
  all: true,
});

export const fargateSize = extensionRule({
  id: 'E3047',
  summary: 'A task on Fargate has CPU and memory that go together',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-taskdefinition.html',
  places: ['AWS::ECS::TaskDefinition/P'],
  shows: ['Cpu', 'Memory'],
  schema: 'aws_ecs_taskdefinition/fargate_cpu_memory',
});

export const fargateTask = extensionRule({
  id: 'E3048',
  summary: 'A task on Fargate has what Fargate needs and nothing it cannot have',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-taskdefinition.html',
  places: ['AWS::ECS::TaskDefinition/P'],
  schema: 'aws_ecs_taskdefinition/fargate_properties',
  all: true,
});

export const serviceNetwork = extensionRule({
  id: 'E3052',
  summary: 'A service whose task has the network mode awsvpc has a network configuration',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-service.html',
  places: ['AWS::ECS::Service/P'],
  schema: 'aws_ecs_service/service_network_configuration',
  all: true,
});

export const serviceFargate = extensionRule({
  id: 'E3054',
  summary: 'A service on Fargate runs a task that Fargate can run',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-service.html',
  places: ['AWS::ECS::Service/P'],
  schema: 'aws_ecs_service/service_fargate',
  all: true,
});

export const fargateLogDriver = extensionRule({
  id: 'E3713',
  summary: 'A service on Fargate logs by a driver that Fargate has',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-service.html',
  places: ['AWS::ECS::Service/P'],
  schema: 'aws_ecs_service/service_fargate_log_driver',
  all: true,
});
