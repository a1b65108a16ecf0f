import { CloudFormationService } from '../cloudformation/service.ts';
import type { Files } from '../language/files.ts';
import type { ServiceOptions } from '../language/service.ts';
import { TerraformService, type TerraformServiceOptions } from '../terraform/service.ts';

/** The language services, built over one view of the files. */
export interface Services {
  readonly files: Files;
  readonly cloudformation: CloudFormationService;
  readonly terraform: TerraformService;
}

/** Says where a language's generated facts are: `dist/data/<language>` once built. */
export type DataFolder = (language: 'cloudformation' | 'terraform') => string;

/** What the services are told beside the files. */
export type ServiceSettings = Pick<ServiceOptions, 'once' | 'region' | 'rulesOff'> & Pick<TerraformServiceOptions, 'providers' | 'environment'>;

/** Builds the language services. */
export function createServices(files: Files, dataFolder: DataFolder, now: () => Date, settings: ServiceSettings = {}): Services {
  const options = (language: 'cloudformation' | 'terraform') => ({ files, dataFolder: dataFolder(language), now, ...settings });
  return {
    files,
    cloudformation: new CloudFormationService(options('cloudformation')),
    terraform: new TerraformService(options('terraform')),
  };
}
