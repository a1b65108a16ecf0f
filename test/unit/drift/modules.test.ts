import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs/promises';
import { load } from 'js-yaml';
import { terraformDeclarations } from '../../../src/drift/resolve/terraform.ts';
import { DiskFiles } from '../../../src/language/files.ts';
import { createServices } from '../../../src/lint/services.ts';
import { dataFolder } from '../../support/services.ts';
import { TempFolder } from '../../support/temp.ts';

interface Case {
  readonly title: string;
  /** What Terraform would ask for. */
  readonly groups: readonly string[];
  readonly understood?: boolean;
  readonly files: Readonly<Record<string, string>>;
}

const cases = load(await fs.readFile(new URL('modules.yml', import.meta.url), 'utf8')) as Case[];

suite('terraform modules with a truth that is known', () => {
  for (const { title, groups, understood = true, files } of cases) {
    test(title, async () => {
      await using folder = await TempFolder.create(files);
      const disk = new DiskFiles();
      const { terraform } = createServices(disk, dataFolder, () => new Date());
      const paths = Object.keys(files).map((name) => folder.file(name));
      const found = terraformDeclarations(paths, disk, terraform).flatMap(({ name, subnets }) =>
        'text' in name && subnets.unknown === undefined ? [`${name.text}=${subnets.items.map(({ id }) => id).join()}`] : [],
      );
      if (understood) assert.deepEqual(found.toSorted(), groups.toSorted());
      for (const group of found) assert.ok(groups.includes(group), `'${group}' is not what Terraform makes of it`);
    });
  }
});

/** The same with a resource that needs no provider and nothing outside. */
function withoutProvider(text: string): string {
  return text
    .replaceAll('"aws_autoscaling_group"', '"terraform_data"')
    .replaceAll(/^ {2}(min|max)_size = 1\n/gm, '')
    .replaceAll(
      /^ {2}name = (.*)\n {2}vpc_zone_identifier = (.*)$/gm,
      '  input = { name = $1, ids = [for subnet in $2 : tostring(subnet)] }',
    );
}

interface Made {
  readonly resources: readonly {
    readonly instances: readonly { readonly attributes: { readonly input: { readonly value: { name: string; ids: string[] } } } }[];
  }[];
}

/** Each case takes that program a second or more, so it is asked only where somebody wants to know. */
const hasTerraform = process.env['PLUMBLINE_ORACLES'] !== undefined && spawnSync('terraform', ['version']).status === 0;

suite(`the same under Terraform itself${hasTerraform ? '' : ' (skipped: needs terraform on PATH and PLUMBLINE_ORACLES=1)'}`, () => {
  for (const { title, groups, files } of cases) {
    test(title, async function () {
      if (!hasTerraform) this.skip();
      this.timeout(120_000);
      await using folder = await TempFolder.create(
        Object.fromEntries(Object.entries(files).map(([name, text]) => [name, withoutProvider(text)])),
      );
      const run = (...args: string[]) =>
        spawnSync('terraform', [...args, '-no-color', '-input=false'], {
          cwd: folder.path,
          env: { ...process.env, CHECKPOINT_DISABLE: '1' },
          encoding: 'utf8',
        });
      run('init');
      const { stderr } = run('apply', '-auto-approve');
      const { resources } = JSON.parse(await fs.readFile(folder.file('terraform.tfstate'), 'utf8')) as Made;
      const made = resources.flatMap(({ instances }) =>
        instances.map(({ attributes }) => `${attributes.input.value.name}=${attributes.input.value.ids.join()}`),
      );
      assert.deepEqual(made.toSorted(), groups.toSorted(), stderr);
    });
  }
});
