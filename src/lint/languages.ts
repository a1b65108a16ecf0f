import path from 'node:path';
import { cloudFormationExtensions } from '../cloudformation/extensions.ts';
import type { LanguageService } from '../language/service.ts';
import { roleOf, terraformExtensions } from '../terraform/model/role.ts';
import type { Services } from './services.ts';

/** Services of which a language's may be left out, where no file can be of it. */
export type SomeServices = Pick<Services, 'files'> & { readonly [language in 'cloudformation' | 'terraform']: Services[language] | undefined };

/** The services as a list, for whoever asks each whether a document is its own. */
export function languageServices({ cloudformation, terraform }: SomeServices): LanguageService[] {
  return [cloudformation, terraform].filter((service) => service !== undefined);
}

/** Ends of the names of the files that can be linted, in lower case. */
export const lintedExtensions: readonly string[] = [...new Set([...cloudFormationExtensions, ...terraformExtensions])];

/** Whether a file's name says that it is Terraform's. */
export function isTerraformName(file: string): boolean {
  return roleOf(path.basename(file)) !== undefined;
}

/** Whether a file may be CloudFormation's; JSON with Terraform's name may hold either. */
export function mayBeCloudFormation(file: string): boolean {
  return file.endsWith('.json') || !isTerraformName(file);
}
