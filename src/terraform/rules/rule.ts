import type { Report, Rule } from '../../language/rule.ts';
import type { ModuleFile } from '../model/file.ts';
import type { Module } from '../model/module.ts';

/** What a rule looks at: one file, and the module around it. Findings are places in the file. */
export interface FileView {
  readonly file: ModuleFile;
  readonly module: Module;
}

export type TerraformRule = Rule<FileView>;
export type { Report };

/** A page of Terraform's language documentation. */
export function languageDocs(page: string): string {
  return `https://developer.hashicorp.com/terraform/language/${page}`;
}
