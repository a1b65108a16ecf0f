import type { Block, Expression } from '../../../terraform/hcl/ast.ts';
import { attributeOf, blocksOf, stringOf } from '../../../terraform/model/module.ts';
import { asText, isList, Unknown } from '../value.ts';
import type { ModuleInstance, PlacedProvider } from './instance.ts';

/** What a provider block says of where its resources are. */
export interface ProviderFacts {
  readonly region: string | undefined;
  /** True where it names a region that is not known. */
  readonly regionUnknown: boolean;
  readonly profile: string | undefined;
  /** The account that it is bound to: of the role it assumes, or the only one that it allows. */
  readonly account: string | undefined;
}

/** The provider that a resource uses: the one that it names, its type's default, or what its module was passed. */
export function providerOf(instance: ModuleInstance, resource: Block): ProviderFacts {
  const placed = findProvider(instance, nameOf(attributeOf(resource.body, 'provider')?.value) ?? 'aws');
  if (!placed) return { region: undefined, regionUnknown: false, profile: undefined, account: undefined };
  const { block, owner } = placed;
  const text = (name: string) => asText(owner.argument(block.body, name));
  return {
    region: text('region'),
    regionUnknown: owner.argument(block.body, 'region') instanceof Unknown,
    profile: text('profile'),
    account: accountOf(placed),
  };
}

/** The providers that a `module` block passes on; the default one is passed without a word. */
export function inheritedProviders(caller: ModuleInstance, call: Block): ReadonlyMap<string, PlacedProvider> {
  const passed = new Map<string, PlacedProvider>();
  const mapping = attributeOf(call.body, 'providers')?.value;
  const own = findProvider(caller, 'aws');
  if (own) passed.set('aws', own);
  for (const { key, value } of mapping?.kind === 'object' ? mapping.items : []) {
    const inner = nameOf(key);
    const outer = nameOf(value);
    const placed = inner !== undefined && outer !== undefined ? findProvider(caller, outer) : undefined;
    if (inner !== undefined && placed) passed.set(inner, placed);
  }
  return passed;
}

function findProvider(instance: ModuleInstance, name: string): PlacedProvider | undefined {
  const alias = name.split('.')[1];
  const block = instance.module
    .blocks('provider', 'aws')
    .map((placed) => placed.block)
    .find(({ body }) => stringOf(attributeOf(body, 'alias')?.value) === alias);
  return block ? { block, owner: instance } : instance.providers.get(name);
}

/** `aws` or `aws.alias`; undefined for anything else. */
function nameOf(expression: Expression | undefined): string | undefined {
  if (expression?.kind !== 'reference' || expression.root.text !== 'aws') return undefined;
  return ['aws', ...expression.steps.map(({ key }) => key)].join('.');
}

function accountOf({ block, owner }: PlacedProvider): string | undefined {
  const [assumed] = blocksOf(block.body, 'assume_role');
  const role = assumed && asText(owner.argument(assumed.body, 'role_arn'));
  const [, account] = /^arn:[^:]*:iam::(\d{12}):/.exec(role ?? '') ?? [];
  if (account) return account;
  const allowed = owner.argument(block.body, 'allowed_account_ids');
  const [only, ...others] = isList(allowed) ? allowed : [];
  return others.length === 0 && only !== undefined ? asText(only) : undefined;
}
