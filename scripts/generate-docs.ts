// Writes the parts of the documentation that follow from the manifest: the settings table of README.md.
// --check changes nothing and fails where a page is out of date.
import fs from 'node:fs';

interface SettingSchema {
  readonly type: string;
  readonly default: unknown;
  readonly enum?: readonly string[];
  readonly markdownDescription: string;
}

const manifest = JSON.parse(fs.readFileSync('package.json', 'utf8'));
const settings: Record<string, SettingSchema> = manifest.contributes.configuration.properties;

const rows = Object.entries(settings).map(([name, schema]) => {
  const value = schema.enum?.map((choice) => `\`${choice}\``).join(', ') ?? schema.type;
  return `| \`${name}\` | ${value} | \`${JSON.stringify(schema.default)}\` | ${schema.markdownDescription} |`;
});
const table = ['| setting | value | default | meaning |', '| --- | --- | --- | --- |', ...rows].join('\n');

const page = fs.readFileSync('README.md', 'utf8');
const written = page.replace(/(<!-- settings:[^\n]*-->\n)[\s\S]*?(<!-- \/settings -->)/, (_all, begin: string, end: string) => `${begin}\n${table}\n\n${end}`);
if (process.argv.includes('--check')) {
  if (written !== page) {
    console.error('README.md: the settings table is out of date; run npm run docs.');
    process.exitCode = 1;
  }
} else {
  fs.writeFileSync('README.md', written);
}
