// The hundred runs: a play whose module compares the subnets of an Auto Scaling group position by position, as Ansible
// did up to 2.3, runs a hundred times against a stand-in for AWS with an order of its own; then `plumbline drift --fix`
// runs once, and the play a hundred times more. The group never changes, so every reported change is a false one. The
// exit code is 1 unless all runs before and none of those after report one.
// Needs ansible-playbook on PATH, and says so where it is not there: then Python runs the same module, with the
// arguments of the play.
//   node scripts/hundred-runs.ts [--runs N] [--write]    --write puts the result into docs/hundred-runs.md
import { execFile, spawnSync } from 'node:child_process';
import fs from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { load } from 'js-yaml';
import { startAwsEndpoint } from '../test/support/aws-endpoint.ts';
import { TempFolder } from '../test/support/temp.ts';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '100' }, write: { type: 'boolean' } } });
const runs = Number(values.runs);
const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const name = 'shop-web';
const region = 'us-east-1';
const declared = ['subnet-0a5d7e2c9b1f48360', 'subnet-0e47b9c15a6d83f02', 'subnet-0c81f3a7d2e94b610'];
const inAws = ['subnet-0c81f3a7d2e94b610', 'subnet-0a5d7e2c9b1f48360', 'subnet-0e47b9c15a6d83f02'];

const play = `---
- name: Web tier
  hosts: localhost
  connection: local
  gather_facts: false
  tasks:
    - name: Web servers
      ec2_asg:
        name: ${name}
        region: ${region}
        vpc_zone_identifier:
${declared.map((id) => `          - ${id}\n`).join('')}`;

await using folder = await TempFolder.create({
  'site.yml': play,
  'requirements.txt': 'ansible==2.3.3.0\n',
  'library/ec2_asg.py': await fs.readFile(at('hundred-runs/ec2_asg.py'), 'utf8'),
});
await using endpoint = Object.assign(await startAwsEndpoint({ groups: [{ name, subnets: inAws }] }), {
  [Symbol.asyncDispose]: () => endpoint.close(),
});
const environment = {
  PATH: process.env['PATH'] ?? '',
  HOME: folder.path,
  ...endpoint.environment,
  ANSIBLE_LOCALHOST_WARNING: 'false',
  ANSIBLE_NOCOLOR: 'true',
};

function run(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { cwd: folder.path, env: environment }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${command} ${args.join(' ')}: ${error.message}\n${stdout}${stderr}`));
      else resolve(stdout);
    });
  });
}

/** One run of the play; true where it reports a change. */
type Runner = () => Promise<boolean>;

async function byAnsible(): Promise<boolean> {
  const recap = /ok=(\d+)\s+changed=(\d+)/.exec(await run('ansible-playbook', ['site.yml']));
  if (recap?.[1] !== '1') throw new Error('the play did not run its task');
  return recap[2] !== '0';
}

interface Play {
  readonly tasks: readonly { readonly ec2_asg: Readonly<Record<string, unknown>> }[];
}

async function byPython(): Promise<boolean> {
  const [first] = load(await folder.read('site.yml')) as Play[];
  const file = await folder.write('arguments.json', JSON.stringify(first?.tasks[0]?.ec2_asg));
  return JSON.parse(await run('python3', [folder.file('library/ec2_asg.py'), file])).changed;
}

async function falseChanges(once: Runner): Promise<{ changes: number; seconds: number }> {
  const started = performance.now();
  let changes = 0;
  for (let i = 0; i < runs; i++) if (await once()) changes++;
  return { changes, seconds: (performance.now() - started) / 1000 };
}

const ansible = spawnSync('ansible-playbook', ['--version'], { encoding: 'utf8', env: environment });
const once = ansible.status === 0 ? byAnsible : byPython;
const tool =
  ansible.status === 0
    ? `\`${ansible.stdout.split('\n')[0] ?? ''}\``
    : 'Python alone, since ansible-playbook is not on PATH: it runs the module with the arguments of the play';

const before = await falseChanges(once);
const fixed = await run(process.execPath, [at('../src/cli.ts'), 'drift', 'site.yml', '--fix']);
const after = await falseChanges(once);

const percent = (changes: number) => `${((100 * changes) / runs).toFixed(0)}%`;
const report = `Measured with ${tool}.

| | runs | reported a change | false changes | seconds |
| --- | --- | --- | --- | --- |
| before the fix | ${runs} | ${before.changes} | ${percent(before.changes)} | ${before.seconds.toFixed(1)} |
| after it | ${runs} | ${after.changes} | ${percent(after.changes)} | ${after.seconds.toFixed(1)} |

What \`plumbline drift --fix\` said in between:

\`\`\`
${fixed.trim()}
\`\`\`

The list before it:

\`\`\`yaml
${play.slice(play.indexOf('        vpc_zone')).trimEnd()}
\`\`\`

and after it:

\`\`\`yaml
${await folder.read('site.yml').then((text) => text.slice(text.indexOf('        vpc_zone')).trimEnd())}
\`\`\`
`;
console.log(report);

const page = `# The hundred runs

Up to Ansible 2.3 \`ec2_asg\` compared the subnets of an Auto Scaling group with AWS's answer position by position. AWS
answers them in an order of its own, so a play that declares another order reports \`changed\` on every run although
nothing differs. The cure is to declare AWS's order.

\`node scripts/hundred-runs.ts\` measures that. A stand-in for AWS has one group with three subnets, and never changes it.
A small local module compares as 2.3 did. The play runs, \`plumbline drift --fix\` runs once, and the play runs again. This
page is what \`--write\` kept of one such measurement.

${report}`;
if (values.write) await fs.writeFile(at('../docs/hundred-runs.md'), page);
process.exitCode = before.changes === runs && after.changes === 0 ? 0 : 1;
