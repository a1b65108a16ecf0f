import { suggest } from '../../language/suggest.ts';
import type { Block } from '../hcl/ast.ts';
import { attributeOf, blocksOf } from '../model/module.ts';
import { family, type FamilyReport } from './rule.ts';

const page = 'resources/provisioners/syntax';

const facts = {
  'Missing required provisioner plugin': { demand: 'Provisioners must be ones that Terraform has', page },
  'Invalid remote-exec provisioner configuration': { demand: 'remote-exec must have one of inline, script and scripts', page: 'resources/provisioners/remote-exec' },
  "Must provide one of 'source' or 'content'": { demand: 'A file provisioner must say what it copies', page: 'resources/provisioners/file' },
  "Cannot set both 'source' and 'content'": { demand: 'A file provisioner must copy one thing', page: 'resources/provisioners/file' },
  'The provisioner has been removed': { demand: 'Provisioners must be ones that Terraform still has', page },
} as const;

const available = ['file', 'local-exec', 'remote-exec'];

const removed = new Set(['chef', 'habitat', 'puppet', 'salt-masterless']);

/** How many of some arguments are set to something. */
function countSet({ body }: Block, names: readonly string[]): number {
  return names.filter((name) => {
    const value = attributeOf(body, name)?.value;
    return value !== undefined && !(value.kind === 'literal' && value.value === null);
  }).length;
}

function checkProvisioner(block: Block, report: FamilyReport<keyof typeof facts>): void {
  const [label] = block.labels;
  if (!label) return;
  switch (label.text) {
    case 'local-exec':
      return;
    case 'remote-exec':
      if (countSet(block, ['inline', 'script', 'scripts']) !== 1 && !block.broken) {
        report('Invalid remote-exec provisioner configuration', block.header, 'What it runs is set by one of "inline", "script" and "scripts".');
      }
      return;
    case 'file': {
      const sources = countSet(block, ['source', 'content']);
      if (sources > 1) report("Cannot set both 'source' and 'content'", block.header, 'One of them is what is copied.');
      if (sources === 0 && !block.broken) report("Must provide one of 'source' or 'content'", block.header, 'A file or folder is copied from "source", a text from "content".');
      return;
    }
    default: {
      if (removed.has(label.text)) {
        report('The provisioner has been removed', label, 'Terraform 0.15 was the first without it.', { summary: `The "${label.text}" provisioner has been removed` });
        return;
      }
      const near = suggest(label.text, available);
      const fixes = near === undefined ? [] : [{ title: `Replace with ${near}`, edits: [{ span: label, newText: `"${near}"` }] }];
      report('Missing required provisioner plugin', label, `There is no provisioner "${label.text}" among those of Terraform: ${available.join(', ')}.`, { fixes });
    }
  }
}

/** What provisioners there are, and what each must be told. */
export const provisionerRules = family(
  facts,
  ({ file }, report) => {
    // What an override file leaves out, the block that it changes has.
    if (file.role !== 'configuration') return;
    for (const owner of [...blocksOf(file.body, 'resource'), ...blocksOf(file.body, 'removed')]) {
      for (const block of blocksOf(owner.body, 'provisioner')) checkProvisioner(block, report);
    }
  },
  { local: true },
);
