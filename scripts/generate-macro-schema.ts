// Writes media/macros.schema.json: the JSON schema of `plumbline.macros` for settings.json and workspace files. The
// manifest contributes it as `jsonValidation`, because a setting's own schema cannot refer to itself and steps nest.
// With --check, fails where the file is not up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { macroSettingsSchema } from '../src/macros/language.ts';

const file = fileURLToPath(new URL('../media/macros.schema.json', import.meta.url));
const text = `${JSON.stringify(macroSettingsSchema(), undefined, 1)}\n`;
if (process.argv.includes('--check')) {
  if (readFileSync(file, 'utf8') !== text) {
    console.error('media/macros.schema.json is not up to date; run node scripts/generate-macro-schema.ts');
    process.exitCode = 1;
  }
} else {
  writeFileSync(file, text);
}
