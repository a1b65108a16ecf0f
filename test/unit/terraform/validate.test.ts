import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { errorsOf, inScratch, isMissed, weSay } from '../../../scripts/terraform/validate.ts';
import { casesIn } from '../../support/terraformCases.ts';

const folder = fileURLToPath(new URL('./cases', import.meta.url));

const hasTerraform = process.env['PLUMBLINE_ORACLES'] !== undefined && spawnSync('terraform', ['version']).status === 0;

suite('What terraform validate says, as it was recorded', () => {
  for (const { file, cases } of casesIn(folder)) {
    test(`${file}: every error that is recorded, and none where Terraform has none`, async () => {
      const wrong: string[] = [];
      for (const { title, files, errors, unsaid } of cases) {
        await inScratch(files, async (root) => {
          const ours = weSay(root);
          for (const error of errors) if (isMissed(error, ours)) wrong.push(`${title}: missed ${error}`);
          if (errors.length === 0 && unsaid.length === 0) wrong.push(...ours.map((said) => `${title}: said ${said}`));
        });
      }
      assert.deepEqual(wrong, []);
    });
  }
});

suite(`the records under Terraform itself${hasTerraform ? '' : ' (skipped: needs terraform on PATH and PLUMBLINE_ORACLES=1)'}`, () => {
  for (const { file, cases } of casesIn(folder)) {
    (hasTerraform ? test : test.skip)(file, async function () {
      this.timeout(600_000);
      for (const { title, files, errors, unsaid } of cases) {
        await inScratch(files, async (root) => {
          const says = (await errorsOf(root)).map((error) => error.replaceAll('\n', ' ').replace(/Cycle: .*/, 'Cycle'));
          assert.deepEqual(says.toSorted(), [...errors, ...unsaid].map((error) => error.replace(/Cycle: .*/, 'Cycle')).toSorted(), title);
        });
      }
    });
  }
});
