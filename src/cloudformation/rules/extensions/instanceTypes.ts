import { extensionRule } from '../extension.ts';

export const blockchainType = extensionRule({
  id: 'E3617',
  summary: 'A blockchain node has an instance type that its region has',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-managedblockchain-node.html',
  places: ['AWS::ManagedBlockchain::Node/P/NodeConfiguration/InstanceType'],
  schema: 'aws_managedblockchain_node/nodeconfiguration_instancetype_enum',
  regional: true,
});

export const docDbClass = extensionRule({
  id: 'E3620',
  summary: 'A DocumentDB instance has a class that its region has',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-docdb-dbinstance.html',
  places: ['AWS::DocDB::DBInstance/P/DBInstanceClass'],
  schema: 'aws_docdb_dbinstance/dbinstanceclass_enum',
  regional: true,
});

export const fleetType = extensionRule({
  id: 'E3621',
  summary: 'An AppStream fleet has an instance type that its region has',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-appstream-fleet.html',
  places: ['AWS::AppStream::Fleet/P/InstanceType'],
  schema: 'aws_appstream_fleet/instancetype_enum',
  regional: true,
});

export const instanceType = extensionRule({
  id: 'E3628',
  summary: 'An instance has a type that its region has',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-instance.html',
  places: ['AWS::EC2::Instance/P/InstanceType'],
  schema: 'aws_ec2_instance/instancetype_enum',
  regional: true,
});

export const neptuneClass = extensionRule({
  id: 'E3635',
  summary: 'A Neptune instance has a class that its region has',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-neptune-dbinstance.html',
  places: ['AWS::Neptune::DBInstance/P/DBInstanceClass'],
  schema: 'aws_neptune_dbinstance/dbinstanceclass_enum',
  regional: true,
});

export const gameType = extensionRule({
  id: 'E3641',
  summary: 'A GameLift fleet has an instance type that its region has',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-gamelift-fleet.html',
  places: ['AWS::GameLift::Fleet/P/EC2InstanceType'],
  schema: 'aws_gamelift_fleet/ec2instancetype_enum',
  regional: true,
});

export const cacheType = extensionRule({
  id: 'E3647',
  summary: 'A cache cluster has a node type that its region has',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-cachecluster.html',
  places: ['AWS::ElastiCache::CacheCluster/P/CacheNodeType'],
  schema: 'aws_elasticache_cachecluster/cachenodetype_enum',
  regional: true,
});

export const redshiftType = extensionRule({
  id: 'E3667',
  summary: 'A Redshift cluster has a node type that its region has',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-redshift-cluster.html',
  places: ['AWS::Redshift::Cluster/P/NodeType'],
  schema: 'aws_redshift_cluster/nodetype_enum',
  regional: true,
});

export const brokerType = extensionRule({
  id: 'E3670',
  summary: 'A broker has an instance type that its region has',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-amazonmq-broker.html',
  places: ['AWS::AmazonMQ::Broker/P/HostInstanceType'],
  schema: 'aws_amazonmq_broker/instancetype_enum',
  regional: true,
});

export const daxType = extensionRule({
  id: 'E3672',
  summary: 'A DAX cluster has a node type that its region has',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dax-cluster.html',
  places: ['AWS::DAX::Cluster/P/NodeType'],
  schema: 'aws_dax_cluster/nodetype_enum',
  regional: true,
});

export const emrType = extensionRule({
  id: 'E3675',
  summary: 'An EMR cluster has instance types that its region has',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-emr-cluster.html',
  places: [
    'AWS::EMR::Cluster/P/Instances/CoreInstanceFleet/InstanceTypeConfigs/*/InstanceType',
    'AWS::EMR::Cluster/P/Instances/CoreInstanceGroup/InstanceType',
    'AWS::EMR::Cluster/P/Instances/TaskInstanceFleets/*/InstanceTypeConfigs/*/InstanceType',
    'AWS::EMR::Cluster/P/Instances/TaskInstanceGroups/*/InstanceType',
  ],
  schema: 'aws_emr_cluster/instancetypeconfig_instancetype_enum',
  regional: true,
});
