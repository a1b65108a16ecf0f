import type { CloudFormationService } from '../cloudformation/service.ts';
import type { TerraformService } from '../terraform/service.ts';

/** The languages' services, each loaded when it is first asked for. */
export interface Languages {
  cloudformation(): Promise<{ readonly CloudFormationService: typeof CloudFormationService }>;
  terraform(): Promise<{ readonly TerraformService: typeof TerraformService }>;
}

/** As modules of the program. */
export const languageModules: Languages = {
  cloudformation: () => import('../cloudformation/service.ts'),
  terraform: () => import('../terraform/service.ts'),
};
