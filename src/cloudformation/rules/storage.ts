import { entryOf, get, type Node } from '../../language/tree/node.ts';
import { decidingConditions, inScenario } from '../conditions/conditions.ts';
import type { Assumptions } from '../conditions/logic.ts';
import { callOf } from '../parser/intrinsics.ts';
import { intoEntry } from '../schema/scope.ts';
import { groupedBy } from '../../language/group.ts';
import { equal, jsonOf, likeness, numberOf, show } from '../schema/values.ts';
import { valuesAt } from '../schema/valuesAt.ts';
import { places } from './extension.ts';
import { propertiesScope } from './network.ts';
import { placeRule, templateRule } from './rule.ts';

export const keyAttributes = placeRule({
  id: 'E3039',
  summary: 'A table defines the attributes of its keys, and no others',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html',
  places: places(['AWS::DynamoDB::Table/P']),
  inspect(node, scope, validator, _schema, report) {
    for (const assumptions of validator.conditions.scenarios(decidingConditions(node), scope.assumptions, scope.here)) {
      const instance = inScenario(node, assumptions);
      const lists = ['AttributeDefinitions', 'KeySchema', 'GlobalSecondaryIndexes', 'LocalSecondaryIndexes'].map((name) => get(instance, name));
      if (lists.some((list) => list && list.kind !== 'list')) continue;
      const [definitions, keys, ...indexes] = lists;
      const schemas = [keys, ...indexes.flatMap((index) => itemsOf(index).map((item) => get(item, 'KeySchema')))];
      // A key that names nothing is told as such; what a call names is not known.
      const names = (nodes: readonly Node[]): (string | undefined)[] =>
        nodes.flatMap((item) => get(item, 'AttributeName') ?? (callOf(item) ? [item] : [])).map((name) => (name.kind === 'scalar' && typeof name.value === 'string' ? name.value : undefined));
      const defined = names(itemsOf(definitions));
      const used = schemas.flatMap((schema) => names(itemsOf(schema)));
      if ([...defined, ...used].includes(undefined) || schemas.some((schema) => callOf(schema))) continue;
      const [definedSet, usedSet] = [new Set(defined), new Set(used)];
      if (definedSet.size === usedSet.size && [...definedSet].every((name) => usedSet.has(name))) continue;
      report(validator.issue(node, scope, { keyword: 'required', span: scope.here, message: `The attributes that are defined (${[...definedSet].join(', ')}) are not those of the keys (${[...usedSet].join(', ')})` }));
      return;
    }
  },
});

function itemsOf(node: Node | undefined): readonly Node[] {
  return node?.kind === 'list' ? node.items : [];
}

export const coldStorage = placeRule({
  id: 'E3504',
  summary: 'A backup is kept in cold storage for at least 90 days',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-backup-backupplan-lifecycleresourcetype.html',
  places: places(['AWS::Backup::BackupPlan/P/BackupPlan/BackupPlanRule/*/Lifecycle', 'AWS::Backup::BackupPlan/P/BackupPlan/BackupPlanRule/*/CopyActions/*/Lifecycle']),
  inspect(node, scope, validator, _schema, report) {
    const entry = entryOf(node, 'DeleteAfterDays');
    const cold = get(node, 'MoveToColdStorageAfterDays');
    const [until, from] = [entry && numberOf(entry.value), cold && numberOf(cold)];
    if (!entry || until === undefined || from === undefined || until - from >= 90) return;
    report(validator.issue(entry.value, intoEntry(scope, entry, undefined), { keyword: 'minimum', message: `${until} days is less than 90 days after the move to cold storage on day ${from}` }));
  },
});

const tiers: Readonly<Record<string, number>> = { ARCHIVE_ACCESS: 90, DEEP_ARCHIVE_ACCESS: 180 };

export const tiering = placeRule({
  id: 'E3061',
  summary: 'Objects move to an archive tier after as many days as the tier allows',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-tiering.html',
  places: places(['AWS::S3::Bucket/P/IntelligentTieringConfigurations/*/Tierings/*']),
  inspect(node, scope, validator, _schema, report) {
    const tier = get(node, 'AccessTier');
    const entry = entryOf(node, 'Days');
    const least = tier?.kind === 'scalar' ? tiers[tier.text] : undefined;
    const days = entry && numberOf(entry.value);
    if (!entry || least === undefined || days === undefined || (days >= least && days <= 730)) return;
    report(validator.issue(entry.value, intoEntry(scope, entry, undefined), { keyword: 'minimum', message: `${days} days is not between ${least} and 730 for ${show(tier ?? node)}` }));
  },
});

export const clusterFailover = templateRule({
  id: 'E3026',
  summary: 'A Redis cluster has automatic failover and more than one node',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html',
  check(linting, report) {
    const { template, validator } = linting;
    for (const { name, type } of template.resources.values()) {
      const found = type === 'AWS::ElastiCache::ReplicationGroup' ? propertiesScope(linting, name) : undefined;
      if (!found) continue;
      for (const group of valuesAt(validator, found.node, ['CacheParameterGroupName'], found.scope)) {
        const call = callOf(group.value);
        const target = call?.name === 'Ref' && call.argument.kind === 'scalar' ? template.resources.get(call.argument.text) : undefined;
        if (!target) continue;
        for (const enabled of valuesAt(validator, target.properties, ['Properties', 'cluster-enabled'], found.scope.under({ assumptions: group.scope.assumptions }))) {
          if (enabled.value?.kind !== 'scalar' || enabled.value.text !== 'yes') continue;
          const inner = found.scope.under({ assumptions: enabled.scope.assumptions });
          const span = validator.spanOfCall(group.value ?? found.node, group.scope.here);
          for (const failover of valuesAt(validator, found.node, ['AutomaticFailoverEnabled'], inner)) {
            if (failover.value?.kind !== 'scalar' || String(failover.value.value).toLowerCase() !== 'false') continue;
            report({ span, message: "'AutomaticFailoverEnabled' has to be true for a cluster" });
          }
          const groups = [...valuesAt(validator, found.node, ['NumNodeGroups'], inner)];
          if (groups.some(({ value }) => value !== undefined) || groups.length === 0) continue;
          for (const clusters of valuesAt(validator, found.node, ['NumCacheClusters'], inner)) {
            const count = clusters.value ? numberOf(clusters.value) : 0;
            if (count === undefined || count > 1) continue;
            report({ span, message: "'NumCacheClusters' has to be more than one for a cluster" });
          }
        }
      }
    }
  },
});

/** Types whose schemas name no identifier that a user can set. Source: AWS CodeBuild, whose project name is its own. */
const identifiers: Readonly<Record<string, readonly string[]>> = { 'AWS::CodeBuild::Project': ['/properties/Name'] };

export const uniqueIdentifiers = templateRule({
  id: 'E3019',
  summary: 'Resources of one type have different identifiers',
  docs: 'https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html#schema-properties-primaryidentifier',
  check({ template, validator }, report) {
    const seen: { type: string; owner: string; values: ReturnType<typeof jsonOf>; assumptions: Assumptions; span: { start: number; end: number } }[] = [];
    for (const { name, key, type, properties, condition } of template.resources.values()) {
      if (type === undefined || properties?.kind !== 'map') continue;
      const schema = validator.typeSchema(type);
      const pointers = identifiers[type] ?? schema?.primaryIdentifier ?? [];
      const readOnly = identifiers[type] ? [] : (schema?.readOnlyProperties ?? []);
      const names = pointers.map((pointer) => pointer.replace('/properties/', ''));
      if (names.length === 0 || pointers.some((pointer) => readOnly.includes(pointer)) || names.some((each) => each.includes('/'))) continue;
      const start: Assumptions = condition === undefined ? new Map() : new Map([[condition, true]]);
      const relevant = { ...properties, entries: properties.entries.filter((entry) => names.includes(entry.key.text)) };
      for (const assumptions of validator.conditions.scenarios(decidingConditions(relevant), start, key)) {
        const instance = inScenario(relevant, assumptions);
        const parts = names.map((each) => get(instance, each));
        if (parts.includes(undefined)) continue;
        const values = parts.map((part) => (part ? jsonOf(part) : null));
        const entry = entryOf(properties, 'Properties');
        const span = (names.length === 1 ? entryOf(properties, names[0] ?? '')?.key : entryOf(template.resources.get(name)?.value, 'Properties')?.key) ?? entry?.key ?? key;
        seen.push({ type, owner: name, values, assumptions, span });
      }
    }
    const alike = groupedBy(seen, ({ type, values }) => `${type} ${likeness(values)}`);
    for (const one of seen) {
      const other = alike.get(`${one.type} ${likeness(one.values)}`)?.find((each) => {
        if (each.owner === one.owner || !equal(each.values, one.values)) return false;
        const both = new Map([...one.assumptions, ...each.assumptions]);
        const clash = [...one.assumptions].some(([name, value]) => each.assumptions.has(name) && each.assumptions.get(name) !== value);
        return !clash && validator.conditions.possible(both);
      });
      if (other) report({ span: one.span, message: `'${one.owner}' and '${other.owner}' have the same identifier: ${show(one.values)}` });
    }
  },
});
