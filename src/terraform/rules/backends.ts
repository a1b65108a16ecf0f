import type { Block } from '../hcl/ast.ts';
import { suggest } from '../../language/suggest.ts';
import { attributeOf, blocksOf, stringOf } from '../model/module.ts';
import { meant } from './fixes.ts';
import { family, type FamilyReport, type FileView } from './rule.ts';
import { valuesOf } from './values.ts';

/** What the configuration of each backend must say where another module's state is read: https://developer.hashicorp.com/terraform/language/backend */
const backends: ReadonlyMap<string, readonly string[]> = new Map([
  ['azurerm', ['container_name', 'key', 'storage_account_name']],
  ['consul', ['path']],
  ['cos', ['bucket', 'region']],
  ['gcs', ['bucket']],
  ['http', []],
  ['inmem', []],
  ['kubernetes', ['secret_suffix']],
  ['local', []],
  ['oci', []],
  ['oss', ['bucket']],
  ['pg', []],
  ['remote', ['organization']],
  ['s3', ['bucket', 'key']],
]);

/** All that the configuration of a backend can say, of those whose arguments are few and have stayed the same. */
const whole: ReadonlyMap<string, readonly string[]> = new Map([
  ['local', ['path', 'workspace_dir']],
  ['remote', ['hostname', 'organization', 'token', 'workspaces']],
]);

/** Those that Terraform had before 1.3. */
const removed = new Set(['artifactory', 'etcd', 'etcdv3', 'manta', 'swift']);

function checkRemoteState(block: Block, view: FileView, report: FamilyReport<'Invalid backend configuration'>): void {
  const backend = attributeOf(block.body, 'backend')?.value;
  const { values } = view.analysis(valuesOf);
  const name = backend && (stringOf(backend) ?? values.get(backend)?.data);
  if (!backend || name === undefined || name === null || typeof name === 'object') return;
  const required = backends.get(String(name));
  if (!required) {
    const near = suggest(String(name), backends.keys());
    report('Invalid backend configuration', backend, removed.has(String(name)) ? `The backend "${name}" is there no longer.` : `There is no backend "${name}".${meant(near)}`);
    return;
  }
  const config = attributeOf(block.body, 'config')?.value;
  const value = config && values.get(config);
  if (!config && required.length > 0) report('Invalid backend configuration', block.header, `The backend "${name}" needs an argument config with ${required.map((argument) => `"${argument}"`).join(' and ')}.`);
  if (!config || !value || value.data === null) return;
  const { type } = value;
  if (type.kind !== 'object' && type.kind !== 'map' && type.kind !== 'any') {
    report('Invalid backend configuration', config, `An object is needed here, not a ${type.kind}.`);
  } else if (type.kind === 'object') {
    const missing = required.filter((argument) => !type.attributes.has(argument));
    if (missing.length > 0) report('Invalid backend configuration', config, `The backend "${name}" needs ${missing.map((argument) => `"${argument}"`).join(' and ')} here.`);
    const known = whole.get(String(name));
    const extra = known && [...type.attributes.keys()].find((argument) => !known.includes(argument));
    if (known && extra !== undefined) report('Invalid backend configuration', config, `The backend "${name}" has no argument "${extra}".${meant(suggest(extra, known))}`);
  }
}

/** Where the state of another module is read from. */
export const backendRules = family(
  { 'Invalid backend configuration': { demand: 'The state of another module must be read from a backend that there is, with what it needs', page: 'state/remote-state-data' } },
  (view, report) => {
    const { file } = view;
    if (file.role !== 'configuration' && file.role !== 'override') return;
    for (const data of [...blocksOf(file.body, 'data'), ...blocksOf(file.body, 'check').flatMap(({ body }) => blocksOf(body, 'data'))]) {
      if (data.labels[0]?.text === 'terraform_remote_state') checkRemoteState(data, view, report);
    }
  },
  { local: true },
);
