import type { Ruleset } from '../config.ts';
import { addressRules, repeatedImportRules } from './addresses.ts';
import { generationRules } from './awsGenerations.ts';
import { iamRules } from './awsIam.ts';
import { resourceRules } from './awsResources.ts';
import { awsRuleset } from './awsRule.ts';
import { tagRules } from './awsTags.ts';
import { awsInvalidValue } from './awsValues.ts';
import { backendRules } from './backends.ts';
import { constantRules } from './constants.ts';
import { cycleRules } from './cycles.ts';
import {
  duplicateBackend,
  duplicateCheck,
  duplicateDataSource,
  duplicateEphemeralResource,
  duplicateLocal,
  duplicateManagedResource,
  duplicateModuleCall,
  duplicateOutput,
  duplicateProvider,
  duplicateRequiredProviders,
  duplicateVariable,
} from './duplicates.ts';
import { evaluationRules } from './evaluation.ts';
import { metaRules } from './meta.ts';
import { inputRules } from './inputs.ts';
import { moduleCallRules } from './moduleCalls.ts';
import { nameRules } from './names.ts';
import { ownRules } from './own.ts';
import { providerRules } from './provider.ts';
import { providerConfigurationRules } from './providerConfigurations.ts';
import { provisionerRules } from './provisioners.ts';
import { referenceRules } from './references.ts';
import type { TerraformRule } from './rule.ts';
import { settingsRules } from './settings.ts';
import { extraneousJsonProperty, extraneousLabel, missingLabel, missingRequiredArgument, unsupportedArgument, unsupportedBlockType } from './structure.ts';
import { syntax } from './syntax.ts';
import {
  commentSyntax,
  documentedOutputs,
  documentedVariables,
  jsonSyntax,
  requiredVersion,
  typedVariables,
  unusedDeclarations,
  workspaceRemote,
} from './tflint.ts';
import { expressionRules } from './tflintExpressions.ts';
import { modulePinnedSource, moduleShallowClone, moduleVersion } from './tflintModules.ts';
import { requiredProviders, unusedRequiredProviders } from './tflintProviders.ts';
import { namingConvention, standardModuleStructure } from './tflintStructure.ts';
import { tflintConfiguration } from './tflintConfig.ts';
import { testRules } from './tests.ts';
import { variableRules } from './variables.ts';

/** Rules of tflint's Terraform ruleset. */
const terraformRules: readonly TerraformRule[] = [
  commentSyntax,
  expressionRules.deprecated_index,
  expressionRules.deprecated_interpolation,
  expressionRules.deprecated_lookup,
  documentedOutputs,
  documentedVariables,
  expressionRules.empty_list_equality,
  jsonSyntax,
  expressionRules.map_duplicate_keys,
  modulePinnedSource,
  moduleShallowClone,
  moduleVersion,
  namingConvention,
  requiredProviders,
  requiredVersion,
  standardModuleStructure,
  typedVariables,
  unusedDeclarations,
  unusedRequiredProviders,
  workspaceRemote,
];

/** What Terraform itself reports, in the order in which it is checked. */
const coreRules: readonly TerraformRule[] = [
  syntax,
  unsupportedBlockType,
  unsupportedArgument,
  extraneousJsonProperty,
  missingRequiredArgument,
  missingLabel,
  extraneousLabel,
  duplicateVariable,
  duplicateLocal,
  duplicateOutput,
  duplicateModuleCall,
  duplicateProvider,
  duplicateManagedResource,
  duplicateDataSource,
  duplicateEphemeralResource,
  duplicateCheck,
  duplicateRequiredProviders,
  duplicateBackend,
  ...nameRules,
  ...metaRules,
  ...provisionerRules,
  ...settingsRules,
  ...constantRules,
  ...variableRules,
  ...testRules,
  ...addressRules,
  ...repeatedImportRules,
  ...referenceRules,
  ...evaluationRules,
  ...inputRules,
  ...moduleCallRules,
  ...backendRules,
  ...providerConfigurationRules,
  ...providerRules,
  ...cycleRules,
];

/** Rules of tflint's AWS ruleset that need no credentials. */
const awsRules = awsRuleset([awsInvalidValue, ...generationRules, ...iamRules, ...tagRules, ...resourceRules]);

const idsOf = (rules: readonly TerraformRule[]) => rules.map(({ id }) => id);
const configurationRule = tflintConfiguration({
  tflint: idsOf([...terraformRules, ...awsRules.filter(({ members }) => !members)]),
  own: idsOf([...coreRules, ...ownRules, awsInvalidValue]),
});

/** Every rule, by the ruleset that a configuration turns on or off at once. */
export const rulesets: readonly { readonly name: Ruleset; readonly rules: readonly TerraformRule[] }[] = [
  { name: 'core', rules: coreRules },
  { name: 'core', rules: [...ownRules, configurationRule] },
  { name: 'terraform', rules: terraformRules },
  { name: 'aws', rules: awsRules },
];
