import { addressRules } from './addresses.ts';
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
import { moduleCallRules } from './moduleCalls.ts';
import { nameRules } from './names.ts';
import { providerRules } from './provider.ts';
import { referenceRules } from './references.ts';
import type { TerraformRule } from './rule.ts';
import { settingsRules } from './settings.ts';
import { extraneousLabel, missingLabel, missingRequiredArgument, unsupportedArgument, unsupportedBlockType } from './structure.ts';
import { syntax } from './syntax.ts';
import { variableRules } from './variables.ts';

/** Every rule, in the order in which they are checked. */
export const terraformRules: readonly TerraformRule[] = [
  syntax,
  unsupportedBlockType,
  unsupportedArgument,
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
  ...settingsRules,
  ...constantRules,
  ...variableRules,
  ...addressRules,
  ...referenceRules,
  ...evaluationRules,
  ...moduleCallRules,
  ...providerRules,
  ...cycleRules,
];
