// Asks `terraform validate` about the configurations in test/unit/terraform/cases, writes down what it reports, and prints
// where the linter says something else. Needs the terraform binary; reads no network.
// Run with: node scripts/terraform/recordCases.ts [FILE...]; without NEW=1, what is recorded stays and is compared. MARK=1
// asks nobody and writes down anew what of the record the linter says.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readCases } from '../../test/support/terraformCases.ts';
import { inScratch, isMissed, validated, weSay } from './validate.ts';

const folder = fileURLToPath(new URL('../../test/unit/terraform/cases', import.meta.url));
const names = process.argv.length > 2 ? process.argv.slice(2) : fs.readdirSync(folder);
let [configurations, valid, wanted, missed, wrong] = [0, 0, 0, 0, 0];
for (const name of names) {
  const file = path.join(folder, path.basename(name));
  const text = fs.readFileSync(file, 'utf8');
  const cases = readCases(text);
  const recorded = new Map<number, readonly string[]>();
  const work = [...cases];
  const next = async (): Promise<void> => {
    for (let entry = work.shift(); entry; entry = work.shift()) {
      const { files, title, line } = entry;
      await inScratch(files, async (root) => {
        const answer = process.env['NEW'] ? await validated(root) : undefined;
        const theirs = answer?.errors ?? [...entry.errors, ...entry.unsaid];
        if (answer?.stopped && theirs.length === 0) console.log(`stopped ${name} ${title}: Terraform has not looked into it, so it is neither valid nor wrong`);
        const ours = weSay(root);
        recorded.set(line, theirs.map((error) => `${isMissed(error, ours) ? '?' : '!'} ${error.replaceAll('\n', ' ')}`));
        configurations++;
        wanted += theirs.length;
        if (theirs.length === 0) valid++;
        for (const error of theirs) {
          if (!isMissed(error, ours)) continue;
          missed++;
          console.log(`missed  ${name} ${title}\n          ${error}\n    ours: ${ours.join('\n          ')}`);
        }
        if (theirs.length === 0 && ours.length > 0) {
          wrong++;
          console.log(`WRONG   ${name} ${title}\n          ${ours.join('\n          ')}`);
        } else if (process.env['EXTRAS']) {
          for (const said of ours) if (!theirs.some((error) => said.startsWith(error))) console.log(`extra   ${name} ${title}\n          ${said}\n  theirs: ${theirs.join('\n          ')}`);
        }
      });
    }
  };
  await Promise.all([next(), next()]);
  if (process.env['NEW'] ?? process.env['MARK']) {
    const lines = text.split('\n').flatMap((line, index) => (/^[!?] /.test(line) ? [] : [{ line, errors: recorded.get(index) ?? [] }]));
    // What is recorded of a case's first configuration stands after its last file.
    const out: string[] = [];
    let pending: readonly string[] = [];
    for (const [index, { line, errors }] of lines.entries()) {
      out.push(line);
      if (line.startsWith('=== ') && errors.length > 0) pending = errors;
      if (line.startsWith('@')) out.push(...errors);
      const after = lines[index + 1]?.line;
      if (pending.length > 0 && (after === undefined || after.startsWith('@') || after.startsWith('# '))) {
        out.push(...pending);
        pending = [];
      }
    }
    fs.writeFileSync(file, out.join('\n'));
  }
}
console.log(`${configurations} configurations, ${valid} of them valid, ${wrong} of those with an error of ours; ${wanted - missed} of ${wanted} errors found (${((100 * (wanted - missed)) / Math.max(1, wanted)).toFixed(1)}%)`);
