import path from 'node:path';
import type { Files } from '../../language/files.ts';
import { attributeOf, attributesOf, blocksOf, type Module, stringOf } from '../../terraform/model/module.ts';
import type { Block } from '../../terraform/hcl/ast.ts';
import type { ModuleFile } from '../../terraform/model/file.ts';
import type { TerraformService } from '../../terraform/service.ts';
import { type Declaration, type GroupName, lineAt } from '../declaration.ts';
import { evaluate } from './terraform/evaluate.ts';
import { InstalledModules, localFolder } from './terraform/calls.ts';
import { type Instance, mergeBlocks, type ModuleCall, ModuleInstance } from './terraform/instance.ts';
import { readState, type TerraformState } from './terraform/state.ts';
import { inheritedProviders, providerOf } from './terraform/provider.ts';
import { asText, nameOfValue, type StaticValue, subnetsOfValue, Unknown } from './value.ts';

const maxModuleDepth = 10;

/** False for a text that surely neither declares a group nor calls a module that may. */
export function mayHoldGroups(text: string): boolean {
  return text.includes('aws_autoscaling_group') || /\bmodule\b/.test(text);
}

/**
 * The `aws_autoscaling_group` resources of the root modules among the files, modules that they call by a relative path
 * included. A module that some other one calls is no root: its variables have no values of their own.
 */
export function terraformDeclarations(
  paths: readonly string[],
  files: Files,
  terraform: TerraformService,
  all: readonly string[] = paths,
): Declaration[] {
  const folders = new Set(
    paths
      .filter((file) => terraform.extensions.some((extension) => file.endsWith(extension)))
      .map((file) => path.dirname(file)),
  );
  const called = new Set<string>();
  for (const folder of folders) {
    const module = terraform.module(folder);
    for (const { block } of module.blocks('module')) {
      const target = localFolder(module, block);
      if (target !== undefined && target !== folder) called.add(target);
    }
  }
  const wanted = new Set(all);
  return [...folders]
    .filter((folder) => !called.has(folder))
    .flatMap((folder) => new ModuleReader(terraform, files, folder).declarations())
    .filter(({ file }) => wanted.has(file) || !folders.has(path.dirname(file)));
}

/** Follows a root module and the modules that it calls. */
class ModuleReader {
  readonly #terraform: TerraformService;
  readonly #state: TerraformState | undefined;
  readonly #installed: InstalledModules;
  readonly #root: ModuleInstance;

  constructor(terraform: TerraformService, files: Files, folder: string) {
    this.#terraform = terraform;
    this.#state = readState(files, folder);
    this.#installed = new InstalledModules(files, folder);
    const module = terraform.module(folder);
    this.#root = this.#instance(
      module,
      { address: '', inputs: rootInputs(module), conditional: false, providers: new Map() },
      0,
    );
  }

  declarations(): Declaration[] {
    return this.#declarations(this.#root, 0);
  }

  #instance(module: Module, call: ModuleCall, depth: number): ModuleInstance {
    const outputsOf = (name: string) => this.#outputs(instance, name, depth);
    const instance: ModuleInstance = new ModuleInstance({ ...call, module, outputsOf, state: this.#state });
    return instance;
  }

  #declarations(instance: ModuleInstance, depth: number): Declaration[] {
    const { module } = instance;
    const own = [...module.declared('resource')]
      .filter(([name]) => name.startsWith('aws_autoscaling_group.'))
      .flatMap(([name, placed]) => {
        const block = mergeBlocks(placed);
        const list = placed.findLast((candidate) => attributeOf(candidate.block.body, 'vpc_zone_identifier'));
        // Without subnets the group names availability zones instead.
        if (!block || !list) return [];
        return instance.instances(block).map((one) => this.#declaration(instance, name, block, list.file, one));
      });
    if (depth >= maxModuleDepth) return own;
    const children = module.blocks('module').flatMap(({ block }) => {
      const folder = this.#folder(instance, block);
      if (folder === undefined) return [];
      return instance
        .instances(block)
        .flatMap((one) => this.#declarations(this.#call(instance, block, folder, one, depth + 1), depth + 1));
    });
    return [...own, ...children];
  }

  #declaration(instance: ModuleInstance, resource: string, block: Block, file: ModuleFile, one: Instance): Declaration {
    const provider = providerOf(instance, block);
    const address = [instance.address, resource].filter(Boolean).join('.');
    const known = one.conditional ? undefined : this.#state;
    const arn = parseArn(known?.text(address, one.suffix, 'arn'));
    const made = known?.text(address, one.suffix, 'name');
    const list = attributeOf(block.body, 'vpc_zone_identifier')?.value ?? block.header;
    const subnets = subnetsOfValue(instance.argument(block.body, 'vpc_zone_identifier', one));
    return {
      tool: 'terraform',
      file: file.path,
      span: { start: list.start, end: list.end },
      line: lineAt(file.parsed.text, list.start),
      address: `${address}${one.suffix}`,
      name: nameOfValue(
        instance.argument(block.body, 'name', one),
        made ? { text: made } : prefixName(instance.argument(block.body, 'name_prefix', one)),
      ),
      subnets: ignoresChanges(block) ? { ...subnets, unknown: 'ignore_changes leaves the subnets to AWS' } : subnets,
      order: 'set',
      region: arn?.region ?? asText(instance.argument(block.body, 'region', one)) ?? provider.region,
      regionUnknown: !arn && provider.regionUnknown,
      profile: provider.profile,
      account: arn?.account ?? provider.account,
      notes: [],
      conditional: instance.conditional || one.conditional,
    };
  }

  /** The folder of the module that a block calls. */
  #folder(caller: ModuleInstance, block: Block): string | undefined {
    const address = [caller.address, `module.${block.labels[0]?.text ?? ''}`].filter(Boolean).join('.');
    return localFolder(caller.module, block) ?? this.#installed.folder(address);
  }

  /** A module as one `module` block calls it. */
  #call(caller: ModuleInstance, block: Block, folder: string, one: Instance, depth: number): ModuleInstance {
    const inputs = new Map<string, StaticValue>();
    for (const { name } of attributesOf(block.body)) {
      if (!metaArguments.has(name)) inputs.set(name, caller.argument(block.body, name, one));
    }
    const address = [caller.address, `module.${block.labels[0]?.text ?? ''}${one.suffix}`].filter(Boolean).join('.');
    const conditional = caller.conditional || one.conditional;
    return this.#instance(
      this.#terraform.module(folder),
      { address, inputs, conditional, providers: inheritedProviders(caller, block) },
      depth,
    );
  }

  /** The value of `module.NAME`: its outputs, or a list or map of them under `count` or `for_each`. */
  #outputs(caller: ModuleInstance, name: string, depth: number): StaticValue {
    const block = caller.module.declared('module').get(name)?.at(-1)?.block;
    const folder = block && this.#folder(caller, block);
    if (!block || folder === undefined || depth >= maxModuleDepth) return new Unknown(`module.${name} is not in these files`);
    const instances = caller.instances(block);
    const values = instances.map((one) => {
      const module = this.#call(caller, block, folder, one, depth + 1);
      return new Map(
        [...module.module.declared('output')].map(([output, [placed]]) => [
          output,
          placed ? module.argument(placed.block.body, 'value') : null,
        ]),
      );
    });
    const [first] = instances;
    if (first?.conditional) return new Unknown(`how many instances module.${name} has is not known`);
    if (attributeOf(block.body, 'count')) return values;
    if (attributeOf(block.body, 'for_each'))
      return new Map(instances.map(({ suffix }, i) => [String(JSON.parse(suffix.slice(1, -1))), values[i] ?? null]));
    return values[0] ?? new Unknown(`module.${name} has no instance`);
  }
}

/** Without a name and a prefix the provider takes `terraform-`. */
function prefixName(prefix: StaticValue): GroupName {
  if (prefix instanceof Unknown) return { unknown: `the group's name is not known: ${prefix.reason}` };
  return { prefix: asText(prefix) || 'terraform-' };
}

/** True where Terraform is told not to mind what the group's subnets are. */
function ignoresChanges({ body }: Block): boolean {
  const ignored = blocksOf(body, 'lifecycle').flatMap(
    (lifecycle) => attributeOf(lifecycle.body, 'ignore_changes')?.value ?? [],
  );
  return ignored.some((value) => {
    const names = value.kind === 'tuple' ? value.items : [value];
    // JSON writes references as texts.
    return names.some((name) =>
      ['all', 'vpc_zone_identifier'].includes(name.kind === 'reference' ? name.root.text : (stringOf(name) ?? '')),
    );
  });
}

/** Region and account of a group's ARN. */
function parseArn(arn: string | undefined): { region: string; account: string } | undefined {
  const [, region, account] = /^arn:[^:]*:autoscaling:([^:]+):(\d{12}):/.exec(arn ?? '') ?? [];
  return region && account ? { region, account } : undefined;
}

const metaArguments: ReadonlySet<string> = new Set(['source', 'version', 'count', 'for_each', 'providers', 'depends_on']);

/**
 * Values from `terraform.tfvars` and `*.auto.tfvars`, the latter in the order of their names, the last one winning.
 * https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence
 */
function rootInputs(module: Module): Map<string, StaticValue> {
  const inputs = new Map<string, StaticValue>();
  const files = module.files
    .filter(({ role, name }) => role === 'variables' && (rank(name) < 2 || /\.auto\.tfvars(\.json)?$/.test(name)))
    .toSorted((a, b) => rank(a.name) - rank(b.name) || (a.name < b.name ? -1 : 1));
  const nothing = {
    resolve: (root: string, { length }: { length: number }) => ({
      value: new Unknown(`${root} is not known there`),
      taken: length,
    }),
  };
  for (const { body } of files) for (const { name, value } of attributesOf(body)) inputs.set(name, evaluate(value, nothing));
  return inputs;
}

function rank(name: string): number {
  if (name === 'terraform.tfvars') return 0;
  return name === 'terraform.tfvars.json' ? 1 : 2;
}
