import fs from 'node:fs';
import { standInProgram, startsOf } from './standIn.ts';
import { TempFolder } from './temp.ts';

/** A configuration for the provider of lamps, with a mistake of every kind. */
export const lampText = `terraform {
  required_version = ">= 1.5"

  required_providers {
    lamp = {
      source  = "example.com/light/lamp"
      version = ">= 1.0"
    }
  }
}

provider "lamp" {
  adress = "10.0.0.1"
}

resource "lamp_bulb" "a" {
  colour = ["red"]
  state  = "on"

  socket {
    width = 27
  }
}

resource "lamp_bulp" "b" {
}

output "colour" {
  value = lamp_bulb.a.color
}
`;

/** What the linter says of it when it knows the provider: line and rule. */
export const lampFindings = [
  '13 terraform_unsupported_argument',
  '16 terraform_missing_required_argument',
  '17 terraform_incorrect_attribute_value_type',
  '18 terraform_value_for_unconfigurable_attribute',
  '20 terraform_missing_required_argument',
  '21 terraform_unsupported_argument',
  '25 terraform_invalid_resource_type',
  '29 terraform_unsupported_attribute',
];

/** What `terraform providers schema -json` says of it. */
export const lampSchemas = {
  format_version: '1.0',
  provider_schemas: {
    'example.com/light/lamp': {
      provider: { version: 0, block: { attributes: { address: { type: 'string', optional: true } } } },
      resource_schemas: {
        lamp_bulb: {
          version: 0,
          block: {
            attributes: {
              colour: { type: 'string', optional: true },
              state: { type: 'string', computed: true },
              watts: { type: 'number', required: true },
              tags: { type: ['map', 'string'], optional: true },
            },
            block_types: { socket: { nesting_mode: 'list', max_items: 1, block: { attributes: { size: { type: 'number', required: true } } } } },
          },
        },
      },
      functions: { dim: { return_type: 'number' } },
    },
  },
};

/** A folder in which a `terraform init` has been that installed the provider of lamps. */
export async function lampFolder(): Promise<TempFolder> {
  const folder = await TempFolder.create();
  fs.mkdirSync(folder.file('.terraform/providers'), { recursive: true });
  fs.writeFileSync(folder.file('.terraform.lock.hcl'), 'provider "example.com/light/lamp" {\n  version = "1.2.3"\n}\n');
  fs.writeFileSync(folder.file('main.tf'), lampText);
  return folder;
}

/**
 * A stand-in for terraform.
 * @param script what it does when it is asked for the providers' schemas; by default it tells those of lamps
 * @returns an environment whose PATH has it, and nothing else
 */
export function standInTerraform(folder: TempFolder, script = `process.stdout.write(${JSON.stringify(JSON.stringify(lampSchemas))})`, version = '1.11.4'): NodeJS.ProcessEnv {
  return standInProgram(folder, 'terraform', `if (process.argv[2] === 'version') process.stdout.write('{"terraform_version": ${JSON.stringify(version)}}');\nelse { ${script} }`);
}

/** How often the stand-in was asked for schemas. */
export function timesAsked(folder: TempFolder): number {
  return startsOf(folder).filter(({ args }) => args === 'providers schema -json -no-color').length;
}
