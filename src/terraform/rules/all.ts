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
import type { TerraformRule } from './rule.ts';
import { extraneousLabel, missingLabel, missingRequiredArgument, unsupportedArgument, unsupportedBlockType } from './structure.ts';
import { syntax } from './syntax.ts';
import { undeclaredLocal, undeclaredVariable } from './undeclared.ts';

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
  undeclaredVariable,
  undeclaredLocal,
];
