import * as apiValues from './apiValues.ts';
import * as compute from './compute.ts';
import * as conditions from './conditions.ts';
import * as configuration from './configuration.ts';
import * as containers from './containers.ts';
import * as customRules from './customRules.ts';
import * as databases from './databases.ts';
import * as deployments from './deployments.ts';
import * as delivery from './delivery.ts';
import * as dependencies from './dependencies.ts';
import * as documents from './documents.ts';
import * as dynamicReferences from './dynamicReferences.ts';
import * as computeExtensions from './extensions/compute.ts';
import * as containersExtensions from './extensions/containers.ts';
import * as databasesExtensions from './extensions/databases.ts';
import * as functionsExtensions from './extensions/functions.ts';
import * as gatewayExtensions from './extensions/gateway.ts';
import * as instanceTypesExtensions from './extensions/instanceTypes.ts';
import * as networkExtensions from './extensions/network.ts';
import * as storageExtensions from './extensions/storage.ts';
import * as formats from './formats.ts';
import * as functions from './functions.ts';
import * as iam from './iam.ts';
import * as lambda from './lambda.ts';
import * as lambdaLimits from './lambdaLimits.ts';
import * as limits from './limits.ts';
import * as mappings from './mappings.ts';
import * as metadata from './metadata.ts';
import * as misc from './misc.ts';
import * as network from './network.ts';
import * as outputs from './outputs.ts';
import * as parameters from './parameters.ts';
import * as pipelines from './pipelines.ts';
import * as ports from './ports.ts';
import * as practices from './practices.ts';
import * as properties from './properties.ts';
import * as reasoning from './reasoning.ts';
import * as references from './references.ts';
import * as resources from './resources.ts';
import type { TemplateRule } from './rule.ts';
import * as scaling from './scaling.ts';
import * as schedules from './schedules.ts';
import * as secrets from './secrets.ts';
import * as snapStart from './snapStart.ts';
import * as stacks from './stacks.ts';
import * as stateMachines from './stateMachines.ts';
import * as storage from './storage.ts';
import * as substitution from './substitution.ts';
import * as suppression from './suppression.ts';
import * as syntax from './syntax.ts';
import * as template from './template.ts';
import * as yamlValues from './yamlValues.ts';

const families = [
  syntax, suppression, yamlValues, apiValues, template, parameters, mappings, conditions, metadata, functions, resources, properties, dependencies, outputs, lambda, iam, formats, references, misc,
  dynamicReferences, limits, practices, databases, containers, lambdaLimits, snapStart, stateMachines, documents, pipelines, schedules,
  network, ports, compute, storage, secrets, substitution, stacks, deployments, delivery, scaling, configuration, customRules,
  computeExtensions, containersExtensions, databasesExtensions, functionsExtensions, gatewayExtensions, instanceTypesExtensions, networkExtensions, storageExtensions,
  // Says what the others have left out.
  reasoning,
];

/** Every rule there is. */
export const rules: readonly TemplateRule[] = families.flatMap((family) =>
  Object.values<TemplateRule | ((...parts: never[]) => unknown)>(family).filter((rule) => typeof rule !== 'function'),
);
