// Writes src/terraform/schema/data/lambda-runtimes.json: from when each runtime of AWS Lambda is deprecated, out of the data
// of the Python package cfn-lint (MIT-0). Run with: node scripts/generate-terraform-lambda-runtimes.ts FOLDER-OF-CFNLINT
// (python3 -c "import cfnlint; print(cfnlint.__path__[0])" prints it).
import fs from 'node:fs';
import path from 'node:path';

const [root] = process.argv.slice(2);
if (root === undefined) throw new Error('Say where cfn-lint is: node scripts/generate-terraform-lambda-runtimes.ts FOLDER');
const lifecycle = JSON.parse(fs.readFileSync(path.join(root, 'data', 'AdditionalSpecs', 'LmbdRuntimeLifecycle.json'), 'utf8')) as Record<string, { readonly deprecated: string }>;
const [, version = ''] = /version[^'"]*['"]([\d.]+)['"]/.exec(fs.readFileSync(path.join(root, 'version.py'), 'utf8')) ?? [];
const runtimes = Object.fromEntries(Object.keys(lifecycle).toSorted().map((name) => [name, lifecycle[name]?.deprecated]));
const data = { generatedBy: 'scripts/generate-terraform-lambda-runtimes.ts', package: `cfn-lint ${version}`, runtimes };
fs.writeFileSync(new URL('../src/terraform/schema/data/lambda-runtimes.json', import.meta.url), `${JSON.stringify(data, undefined, 1)}\n`);
console.log(`${Object.keys(runtimes).length} runtimes of ${data.package}`);
