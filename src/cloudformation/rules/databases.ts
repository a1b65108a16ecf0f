import { get } from '../../language/tree/node.ts';
import { show } from '../schema/values.ts';
import { valuesAt } from '../schema/valuesAt.ts';
import { places } from './extension.ts';
import { placeRule } from './rule.ts';

const instance = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html';

/** Which classes go with which versions of an engine: the first version that matches says the set. */
interface InstanceClasses {
  readonly engines: Readonly<Record<string, readonly (readonly [version: string, set: number])[]>>;
  readonly sets: readonly (readonly string[])[];
}

export const classOfVersion = placeRule({
  id: 'E3062',
  summary: 'A database instance has a class that its version of the engine runs on',
  docs: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Support.html',
  places: places(['AWS::RDS::DBInstance/P']),
  inspect(node, scope, validator, _schema, report) {
    for (const engine of valuesAt(validator, node, ['Engine'], scope)) {
      if (engine.value?.kind !== 'scalar') continue;
      for (const version of valuesAt(validator, node, ['EngineVersion'], scope.under({ assumptions: engine.scope.assumptions }))) {
        if (version.value?.kind !== 'scalar') continue;
        const { engines, sets } = validator.facts.record('rds-instance-classes') as InstanceClasses;
        const text = version.value.text;
        const known = Object.hasOwn(engines, engine.value.text) ? engines[engine.value.text] : undefined;
        const allowed = (known ?? []).filter(([pattern]) => validator.patterns.matches(pattern, text)).map(([, set]) => sets[set] ?? []);
        for (const found of valuesAt(validator, node, ['DBInstanceClass'], scope.under({ assumptions: version.scope.assumptions }))) {
          if (found.value?.kind !== 'scalar' || typeof found.value.value !== 'string') continue;
          const name = found.value.value;
          if (allowed.every((classes) => classes.includes(name))) continue;
          const message = `${show(found.value)} is no class that ${engine.value.text} ${text} runs on`;
          report(validator.issue(found.value, found.scope, { keyword: 'enum', message }));
        }
      }
    }
  },
});

export const replicaMode = placeRule({
  id: 'W3699',
  summary: 'ReplicaMode is given for engines that have it',
  docs: instance,
  places: places(['AWS::RDS::DBInstance/P']),
  inspect(node, scope, validator, _schema, report) {
    if (!get(node, 'ReplicaMode')) return;
    for (const engine of valuesAt(validator, node, ['Engine'], scope)) {
      if (engine.value?.kind !== 'scalar' || /^(?:custom-)?(?:oracle|db2)/i.test(engine.value.text)) continue;
      for (const mode of valuesAt(validator, node, ['ReplicaMode'], scope.under({ assumptions: engine.scope.assumptions }))) {
        if (!mode.value) continue;
        report(validator.issue(mode.value, mode.scope, { keyword: 'enum', message: `'ReplicaMode' has no effect with the engine ${show(engine.value)}` }));
      }
    }
  },
});
