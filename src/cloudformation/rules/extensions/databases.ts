import { extensionRule } from '../extension.ts';

export const auroraInstance = extensionRule({
  id: 'E3682',
  anyCase: ['Engine'],
  summary: 'An instance of Aurora has no property that belongs to its cluster',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html',
  places: ['AWS::RDS::DBInstance/P'],
  schema: 'aws_rds_dbinstance/aurora_exclusive',
});

export const serverlessCluster = extensionRule({
  id: 'E3686',
  summary: 'A serverless cluster has only properties that serverless clusters have',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbcluster.html',
  places: ['AWS::RDS::DBCluster/P'],
  schema: 'aws_rds_dbcluster/serverless_exclusive',
});

export const monitoring = extensionRule({
  id: 'E3689',
  summary: 'A monitoring interval and a monitoring role are given together',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbcluster.html',
  places: ['AWS::RDS::DBCluster/P'],
  schema: 'aws_rds_dbcluster/monitoring',
});

export const clusterEngine = extensionRule({
  id: 'E3690',
  summary: 'A database cluster has a version that its engine has',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbcluster.html',
  places: ['AWS::RDS::DBCluster/P'],
  schema: 'aws_rds_dbcluster/engine_version',
  all: true,
});

export const instanceEngine = extensionRule({
  id: 'E3691',
  anyCase: ['Engine'],
  summary: 'A database instance has a version that its engine has',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html',
  places: ['AWS::RDS::DBInstance/P'],
  schema: 'aws_rds_dbinstance/engine_version',
  all: true,
});

export const multiAzCluster = extensionRule({
  id: 'E3692',
  summary: 'A cluster over several zones has what such clusters need',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbcluster.html',
  places: ['AWS::RDS::DBCluster/P'],
  schema: 'aws_rds_dbcluster/multiaz',
  all: true,
});

export const auroraCluster = extensionRule({
  id: 'E3693',
  summary: 'An Aurora cluster has no property that Aurora does not know',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbcluster.html',
  places: ['AWS::RDS::DBCluster/P'],
  schema: 'aws_rds_dbcluster/aurora',
  all: true,
});

export const cacheEngine = extensionRule({
  id: 'E3695',
  summary: 'A cache cluster has a version that its engine has',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-cachecluster.html',
  places: ['AWS::ElastiCache::CacheCluster/P'],
  schema: 'aws_elasticache_cachecluster/engine_version',
  all: true,
});

export const valkeyEncryption = extensionRule({
  id: 'E3704',
  summary: 'A replication group with Valkey says whether traffic is encrypted',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html',
  places: ['AWS::ElastiCache::ReplicationGroup/P'],
  schema: 'aws_elasticache_replicationgroup/transitencryptionenabled_valkey',
  all: true,
});

export const instanceInCluster = extensionRule({
  id: 'E3707',
  summary: 'A database instance has the engine of its cluster',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html',
  places: ['AWS::RDS::DBInstance/P'],
  schema: 'aws_rds_dbinstance/instance_cluster_engine',
});

export const encryptionInCluster = extensionRule({
  id: 'E3709',
  summary: 'A database instance is encrypted as its cluster is',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html',
  places: ['AWS::RDS::DBInstance/P'],
  schema: 'aws_rds_dbinstance/instance_cluster_storage_encrypted',
});

export const backupRetention = extensionRule({
  id: 'E3719',
  summary: 'Backups are kept no longer than the engine allows',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html',
  places: ['AWS::RDS::DBInstance/P'],
  schema: 'aws_rds_dbinstance/backupretentionperiod_maximum',
  all: true,
});

export const keyNeedsEncryption = extensionRule({
  id: 'E3720',
  summary: 'A database with a key is encrypted',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html',
  places: ['AWS::RDS::DBInstance/P'],
  schema: 'aws_rds_dbinstance/kmskey_storageencrypted',
});

export const replicaMode = extensionRule({
  id: 'E3721',
  summary: 'A replica has a mode that its engine has',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html',
  places: ['AWS::RDS::DBInstance/P'],
  schema: 'aws_rds_dbinstance/replicamode_enum',
});

export const restoredCluster = extensionRule({
  id: 'W3688',
  summary: 'A cluster that is restored has no property that the snapshot decides',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbcluster.html',
  places: ['AWS::RDS::DBCluster/P'],
  schema: 'aws_rds_dbcluster/snapshotidentifier',
});

export const clonedCluster = extensionRule({
  id: 'W3689',
  summary: 'A cluster made from another has no property that the other decides',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbcluster.html',
  places: ['AWS::RDS::DBCluster/P'],
  schema: 'aws_rds_dbcluster/sourcedbclusteridentifier',
});

export const clusterVersion = extensionRule({
  id: 'W3690',
  summary: 'A database cluster has a version that is not deprecated',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbcluster.html',
  places: ['AWS::RDS::DBCluster/P'],
  shows: ['Engine', 'EngineVersion'],
  schema: 'aws_rds_dbcluster/engine_version_deprecated',
});

export const instanceVersion = extensionRule({
  id: 'W3691',
  anyCase: ['Engine'],
  summary: 'A database instance has a version that is not deprecated',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html',
  places: ['AWS::RDS::DBInstance/P'],
  shows: ['Engine', 'EngineVersion'],
  schema: 'aws_rds_dbinstance/engine_version_deprecated',
});

export const auroraIgnored = extensionRule({
  id: 'W3693',
  summary: 'An Aurora cluster has no property that Aurora ignores',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbcluster.html',
  places: ['AWS::RDS::DBCluster/P'],
  schema: 'aws_rds_dbcluster/aurora_warning',
  all: true,
});

export const instanceClass = extensionRule({
  id: 'E3025',
  summary: 'A database instance has a class that its engine and region have',
  docs: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.html',
  places: ['AWS::RDS::DBInstance/P'],
  schema: 'aws_rds_dbinstance/dbinstanceclass_enum',
  anyCase: ['Engine'],
  literal: true,
  regional: true,
});

export const clusterClass = extensionRule({
  id: 'E3694',
  summary: 'A database cluster has an instance class that its engine and region have',
  docs: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.html',
  places: ['AWS::RDS::DBCluster/P'],
  schema: 'aws_rds_dbcluster/dbclusterinstanceclass_enum',
  literal: true,
  regional: true,
});
