// Writes src/terraform/schema/data/functions.json: name, parameters and result of every function of Terraform's language,
// as `terraform metadata functions -json` tells them. Needs terraform on PATH; run with: node scripts/generate-terraform-functions.ts
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';

interface Parameter {
  readonly name: string;
  readonly type: unknown;
  readonly is_nullable?: boolean;
}

interface Signature {
  readonly return_type: unknown;
  readonly parameters?: readonly Parameter[];
  readonly variadic_parameter?: Parameter;
}

const output = execFileSync('terraform', ['metadata', 'functions', '-json'], { encoding: 'utf8' });
const { function_signatures: signatures } = JSON.parse(output) as { function_signatures: Record<string, Signature> };
const version = (JSON.parse(execFileSync('terraform', ['version', '-json'], { encoding: 'utf8' })) as { terraform_version: string }).terraform_version;

const parameter = ({ name, type, is_nullable: nullable }: Parameter) => [name, type, nullable ? 1 : 0];
const lines = Object.keys(signatures)
  .toSorted()
  .map((name) => {
    const { return_type: returns, parameters = [], variadic_parameter: variadic } = signatures[name] ?? { return_type: 'dynamic' };
    return `${JSON.stringify(name)}:${JSON.stringify({ parameters: parameters.map(parameter), ...(variadic && { variadic: parameter(variadic) }), returns })}`;
  });
const target = new URL('../src/terraform/schema/data/functions.json', import.meta.url);
fs.writeFileSync(
  target,
  `{"generatedBy":"scripts/generate-terraform-functions.ts","terraform":${JSON.stringify(version)},"functions":{\n${lines.join(',\n')}\n}}\n`,
);
console.log(`${lines.length} functions of Terraform ${version}`);
