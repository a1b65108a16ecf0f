import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { driftRules, factRules, noteRules } from '../../../src/drift/rules.ts';
import { DriftService } from '../../../src/drift/service.ts';
import { DiskFiles } from '../../../src/language/files.ts';
import { createServices } from '../../../src/lint/services.ts';
import { silentLog } from '../../../src/log.ts';
import { type EndpointGroup, type EndpointSubnet, startAwsEndpoint } from '../../support/aws-endpoint.ts';
import { dataFolder } from '../../support/services.ts';
import { TempFolder } from '../../support/temp.ts';

const folder = fileURLToPath(new URL('../../../docs/rules/', import.meta.url));
const rules = [...driftRules, ...Object.values(factRules), ...Object.entries(noteRules).map(([id, rule]) => ({ id, ...rule }))];

/** The fenced example of a section of a page. */
function example(page: string, section: string): { language: string; text: string } {
  const [, language = '', text = ''] = new RegExp(`^## ${section}\\n[^]*?\`\`\`(\\w+)\\n([^]*?)\`\`\``, 'm').exec(page) ?? [];
  return { language, text };
}

suite('the pages of the drift rules', () => {
  for (const { id, summary } of rules) {
    test(`${id}: the bad example is reported, the good one is not`, async () => {
      const page = await fs.readFile(`${folder}${id}.md`, 'utf8');
      assert.ok(page.startsWith(`# ${id}: ${summary}\n`));
      assert.match(page, /^## Source\n\nhttps:\/\/\S+\n$/m);
      const subnets = example(page, 'EC2').text;
      const endpoint = await startAwsEndpoint({
        groups: JSON.parse(example(page, 'AWS').text) as EndpointGroup[],
        ...(subnets && { subnets: JSON.parse(subnets) as EndpointSubnet[] }),
      });
      try {
        const found = async (section: string) => {
          const { language, text } = example(page, section);
          await using temp = await TempFolder.create();
          const file = await temp.write(language === 'hcl' ? 'main.tf' : 'file.yml', text);
          const services = createServices(new DiskFiles(), dataFolder, () => new Date());
          const service = new DriftService({
            ...services,
            log: silentLog,
            environment: { HOME: temp.path, ...endpoint.environment },
            now: () => new Date(),
          });
          return service.diagnostics(await service.check([file], { zones: true }), file).map(({ rule }) => rule);
        };
        assert.deepEqual(await found('Bad'), [id]);
        assert.deepEqual(await found('Good'), []);
      } finally {
        await endpoint.close();
      }
    });
  }
});
