import fs from 'node:fs/promises';
import path from 'node:path';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { DriftService } from '../src/drift/service.ts';
import { DiskFiles, OverlayFiles, uriOf } from '../src/language/files.ts';
import { createServices } from '../src/lint/services.ts';
import { silentLog } from '../src/log.ts';
import { dataFolder } from '../test/support/services.ts';
import { scratchFolder } from './scratch.ts';

/**
 * How long the declarations of a large workspace take to be read: all of them, and again after a keystroke in one of
 * them, which the language server does at each pause in typing. Also the longest time in which nothing else could run.
 */
const fileCount = 5_000;
const declaringCount = 200;
const turns = 7;

const folder = scratchFolder('reading');
try {
  const playbook = (i: number) =>
    `- hosts: localhost\n  vars_files: [vars/net${i}.yml]\n  tasks:\n  - name: Group ${i}\n    amazon.aws.autoscaling_group:\n      name: web-${i}\n      vpc_zone_identifier: "{{ subnets }}"\n`;
  const template = (i: number) =>
    `AWSTemplateFormatVersion: "2010-09-09"\nResources:\n  Web:\n    Type: AWS::AutoScaling::AutoScalingGroup\n    Properties:\n      AutoScalingGroupName: cfn-${i}\n      MinSize: "1"\n      MaxSize: "1"\n      VPCZoneIdentifier: [subnet-${i}a, subnet-${i}b]\n`;
  const module = (i: number) =>
    `locals {\n  ids = ["subnet-${i}a", "subnet-${i}b"]\n}\nresource "aws_autoscaling_group" "web" {\n  name = "tf-${i}"\n  min_size = 1\n  max_size = 1\n  vpc_zone_identifier = local.ids\n}\n`;
  const other = [
    (i: number) => [`k8s/app${i % 50}/deployment${i}.yaml`, `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: app-${i}}\nspec:\n  replicas: 2\n${'  # more\n'.repeat(40)}`],
    (i: number) => [`config/${i % 50}/settings${i}.json`, JSON.stringify({ id: i, list: Array.from({ length: 60 }, (_, n) => n) }, undefined, 2)],
    (i: number) => [`terraform/other${i % 100}/part${i}.tf`, `variable "v${i}" {\n  type = string\n}\n\nresource "aws_s3_bucket" "b${i}" {\n  bucket = var.v${i}\n}\n`],
    (i: number) => [`ansible/roles/role${i % 100}/tasks/part${i}.yml`, `- name: Copy ${i}\n  ansible.builtin.copy: {src: a, dest: /tmp/b}\n${'# more\n'.repeat(30)}`],
  ] as const;
  const write = async (name: string, text: string) => {
    await fs.mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await fs.writeFile(path.join(folder, name), text);
  };
  for (let i = 0; i < declaringCount; i++) {
    if (i % 3 === 0) {
      await write(`ansible/play${i}.yml`, playbook(i));
      await write(`ansible/vars/net${i}.yml`, `subnets: [subnet-${i}a, subnet-${i}b]\n`);
    } else if (i % 3 === 1) await write(`stacks/s${i}/template.yaml`, template(i));
    else await write(`terraform/web${i}/main.tf`, module(i));
  }
  for (let i = 0; i < fileCount - declaringCount; i++) {
    const [name = '', text = ''] = other[i % other.length]?.(i) ?? [];
    await write(name, text);
  }
  const edited = path.join(folder, 'ansible/play0.yml');
  const open = new Map<string, TextDocument>();
  const services = createServices(new OverlayFiles(new DiskFiles(), open), dataFolder, () => new Date());
  const service = new DriftService({ ...services, log: silentLog, environment: {}, now: () => new Date() });
  const read = async () => {
    let longest = 0;
    let last = performance.now();
    const beat = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 1);
    const started = performance.now();
    const report = await service.check([folder], { ask: false });
    const all = performance.now() - started;
    longest = Math.max(longest, performance.now() - last);
    clearInterval(beat);
    if (report.groups.length !== declaringCount) throw new Error(`${report.groups.length} groups were read, not ${declaringCount}.`);
    return { all, longest };
  };
  const show = (title: string, { all, longest }: { all: number; longest: number }) =>
    process.stdout.write(`${title.padEnd(30)} ${all.toFixed(0).padStart(6)} ms, at most ${longest.toFixed(0)} ms without a break\n`);
  process.stdout.write(`${fileCount} files, ${declaringCount} of them declare a group; median of ${turns} keystrokes\n\n`);
  show('first reading', await read());
  const results: { all: number; longest: number }[] = [];
  for (let i = 0; i < turns; i++) {
    open.set(edited, TextDocument.create(uriOf(edited), 'yaml', i, `${playbook(0)}# ${i}\n`));
    results.push(await read());
  }
  const median = results.toSorted((a, b) => a.all - b.all)[Math.floor(turns / 2)];
  if (median) show('again, after a keystroke', median);
} finally {
  await fs.rm(folder, { recursive: true, force: true });
}
