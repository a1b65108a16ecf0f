// Compiles src/cloudformation/schema/data/ (what AWS resources look like, and what else rules know of AWS) from
//  - the Python package cfn-lint (MIT-0): provider schemas, its own schemas, IAM actions, Lambda runtimes, regions
//  - the npm package @aws-cdk/aws-service-spec (Apache-2.0): resource types that the former does not have yet
//  - the Python package botocore (Apache-2.0): the values that AWS's APIs take where the former name none
//  - the Python package aws-sam-translator (Apache-2.0), which cfn-lint depends on: SAM's policy templates and schema
//
// usage: node scripts/generate-cloudformation-facts.ts --service-spec DIR [--python python3]
//   DIR  a folder with node_modules/@aws-cdk/aws-service-spec (or the environment variable PLUMBLINE_SERVICE_SPEC)
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ApiValues } from './cloudformation/apiValues.ts';
import { FactsWriter } from './cloudformation/factsWriter.ts';
import { addCfnLintFacts } from './cloudformation/cfnLintFacts.ts';
import { addSamFacts } from './cloudformation/samFacts.ts';
import { addServiceSpecFacts } from './cloudformation/serviceSpecFacts.ts';

const { values } = parseArgs({
  options: { 'service-spec': { type: 'string' }, python: { type: 'string', default: 'python3' } },
});
const serviceSpec = values['service-spec'] ?? process.env['PLUMBLINE_SERVICE_SPEC'];
if (!serviceSpec) throw new Error('Say where @aws-cdk/aws-service-spec is installed: --service-spec DIR');

const packages: unknown = JSON.parse(
  execFileSync(
    values.python,
    [
      '-c',
      'import botocore, json, cfnlint, samtranslator; from cfnlint.version import __version__ as v; ' +
        'print(json.dumps([cfnlint.__path__[0], v, samtranslator.__path__[0], samtranslator.__version__, botocore.__path__[0], botocore.__version__]))',
    ],
    { encoding: 'utf8' },
  ),
);
if (!Array.isArray(packages)) throw new Error('Python did not say where cfn-lint is installed');
const [cfnLint, cfnLintVersion, sam, samVersion, botocore, botocoreVersion] = packages.map(String) as [string, string, string, string, string, string];

const writer = new FactsWriter();
const apiValues = new ApiValues(botocore);
addCfnLintFacts(writer, cfnLint, values.python, apiValues);
addSamFacts(writer, sam, values.python);
const specVersion = addServiceSpecFacts(writer, path.resolve(serviceSpec), apiValues);

const folder = path.join(import.meta.dirname, '../src/cloudformation/schema/data');
fs.mkdirSync(folder, { recursive: true });
const sizes = writer.write(folder, {
  'cfn-lint': cfnLintVersion,
  '@aws-cdk/aws-service-spec': specVersion,
  'aws-sam-translator': samVersion,
  botocore: botocoreVersion,
});
console.log(`${sizes.records} records, index ${sizes.index} bytes, facts ${sizes.blob} bytes`);
