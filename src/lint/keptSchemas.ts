import path from 'node:path';

/** Where schemas are that outlast a process; neither need exist. */
export interface KeptSchemas {
  /** The file of the updated CloudFormation schemas. */
  readonly schemas: string;
  /** The folder of what the installed providers of Terraform say of themselves. */
  readonly providerSchemas: string;
}

/** @param folder absolute, Plumbline's own */
export function keptSchemasIn(folder: string): KeptSchemas {
  return { schemas: path.join(folder, 'cloudformation.schemas'), providerSchemas: path.join(folder, 'provider-schemas') };
}
