import { argumentTexts, ownBody, type ResourceRule, resourceRule } from './awsRule.ts';

/** Families of instances that AWS calls previous generation: https://aws.amazon.com/ec2/previous-generation/ */
const previousInstances = new Set(['t1', 'm1', 'm2', 'm3', 'c1', 'c3', 'cc2', 'cg1', 'cr1', 'g2', 'hi1', 'hs1', 'i2', 'r3']);

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Types.html */
const previousClasses = new Set(['t1', 'm1', 'm2', 'm3', 'cr1', 'r3']);

/** https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html */
const previousNodes = new Set(['t1', 'm1', 'm2', 'm3', 'c1', 'r3']);

function previousType(type: string, argument: string, families: ReadonlySet<string>, prefix: string, what: string): ResourceRule {
  return resourceRule(`${type}_previous_type`, 'warning', `${what} must be of the current generation`, type, (block, view, report) => {
    for (const { attribute, text, shown } of argumentTexts(view, argument, ownBody(block))) {
      if (!text.startsWith(prefix)) continue;
      const family = text.slice(prefix.length).split('.')[0] ?? '';
      if (families.has(family)) report({ span: attribute.value, message: `"${shown}" is of a previous generation; newer ones do more for the same price.` });
    }
  });
}

function defaultParameterGroup(type: string, what: string): ResourceRule {
  return resourceRule(`${type}_default_parameter_group`, 'information', `${what} must have a parameter group of their own`, type, (block, view, report) => {
    for (const { attribute, text, shown } of argumentTexts(view, 'parameter_group_name', ownBody(block))) {
      if (/^default(?:\.|$)/.test(text)) {
        report({ span: attribute.value, message: `"${shown}" is a default parameter group, whose settings cannot be changed.` });
      }
    }
  });
}

export const generationRules: readonly ResourceRule[] = [
  previousType('aws_instance', 'instance_type', previousInstances, '', 'Instances'),
  previousType('aws_db_instance', 'instance_class', previousClasses, 'db.', 'Database instances'),
  previousType('aws_elasticache_cluster', 'node_type', previousNodes, 'cache.', 'Cache nodes'),
  previousType('aws_elasticache_replication_group', 'node_type', previousNodes, 'cache.', 'Cache nodes of a replication group'),
  defaultParameterGroup('aws_db_instance', 'Database instances'),
  defaultParameterGroup('aws_elasticache_cluster', 'Cache clusters'),
  defaultParameterGroup('aws_elasticache_replication_group', 'Replication groups'),
];
