import { type AttributeForm, type AttributeSchema, type BlockSchema, type BodySchema, bodySchema } from './body.ts';

/** The blocks and arguments of Terraform's own language, those of Terraform 1.11 and what came until 1.15: https://developer.hashicorp.com/terraform/language */

/** @param words `name`, `name!` where required, `name:form` where the value is not an ordinary expression, `name@1.15` where new */
function body(words: string, blocks: Record<string, BlockSchema> = {}, open = false): BodySchema {
  const attributes = new Map<string, AttributeSchema>();
  for (const word of words === '' ? [] : words.split(' ')) {
    const [rest = '', since] = word.replace('!', '').split('@');
    const [name = '', form = 'expression'] = rest.split(':') as [string, AttributeForm?];
    attributes.set(name, { required: word.includes('!'), form, since });
  }
  return bodySchema({ attributes, blocks: new Map(Object.entries(blocks)), open });
}

function block(labels: string, content: BodySchema): BlockSchema {
  return { labels: labels.split(' ').filter(Boolean), body: content };
}

const open = body('', {}, true);
const condition = block('', body('condition! error_message!'));

const connection = block('', open);
const provisioner = block('type', body('when:keyword on_failure:keyword', { connection, lifecycle: block('', open), _: block('', open) }, true));

const lifecycleArguments = 'create_before_destroy:constant-bool prevent_destroy:constant-bool ignore_changes:addresses replace_triggered_by:addresses';
const conditions = { precondition: condition, postcondition: condition };
const lifecycle = block('', body(lifecycleArguments, conditions));

/** https://developer.hashicorp.com/terraform/language/invoke-actions */
const actionTrigger: BlockSchema = { ...block('', body('events!:keyword actions!:addresses condition')), since: '1.14' };
const resourceLifecycle = block('', body(lifecycleArguments, { ...conditions, action_trigger: actionTrigger }));

const resource = block(
  'type name',
  body(
    'count for_each provider:address depends_on:addresses',
    { lifecycle: resourceLifecycle, connection, provisioner, locals: block('', open), _: block('', open) },
    true,
  ),
);

const data = block(
  'type name',
  body('count for_each provider:address depends_on:addresses', { lifecycle, locals: block('', open), _: block('', open) }, true),
);

const terraform = block(
  '',
  body('required_version:constant experiments:addresses language:keyword', {
    backend: block('type', open),
    cloud: block('', { ...body('hostname:constant-string organization:constant-string token:constant-string', { workspaces: block('', body('name project tags', {}, true)) }, true), late: true }),
    required_providers: block('', open),
    provider_meta: block('provider', open),
  }),
);

const variable = block(
  'name',
  body('description:constant-string default:constant type:type sensitive:constant-bool nullable:constant-bool ephemeral:constant-bool deprecated:constant-string@1.15', {
    validation: condition,
  }),
);

const output = block(
  'name',
  body('description:constant-string value! depends_on:addresses sensitive:constant-bool ephemeral:constant-bool deprecated:constant-string@1.15', {
    precondition: condition,
    postcondition: condition,
  }),
);

const reserved = { lifecycle: block('', open), locals: block('', open), _: block('', open) };

/** https://developer.hashicorp.com/terraform/language/block/action */
const action: BlockSchema = {
  ...block('type name', body('count for_each provider:address', { config: block('', open), lifecycle: block('', open), locals: block('', open), _: block('', open) })),
  since: '1.14',
};

const moduleCall = block(
  'name',
  body('source!:constant-string version:constant count for_each depends_on:addresses providers:providers', { ...reserved, provider: block('name', open) }, true),
);

const provider = block(
  'name',
  body('version:constant alias:constant-string count depends_on for_each source', reserved, true),
);

/** A body whose required argument may be left out where another one is set. */
function withAlternative({ attributes: known, ...rest }: BodySchema, name: string, unless: string): BodySchema {
  return bodySchema({ ...rest, attributes: new Map([...known].map(([key, schema]) => [key, key === name ? { ...schema, unless } : schema])) });
}

/** A `.tf` file. */
export const configurationSchema: BodySchema = body('', {
  terraform,
  // Only ever valid inside terraform {}; here so that the mistake has a message of its own.
  required_providers: block('', open),
  provider,
  variable,
  locals: block('', open),
  output,
  module: moduleCall,
  resource,
  data,
  ephemeral: data,
  action,
  moved: block('', body('from!:address to!:address')),
  // Since Terraform 1.12 an identity can stand for the id: https://developer.hashicorp.com/terraform/language/block/import
  import: block('', withAlternative(body('to!:address id! identity@1.12 for_each provider:address'), 'id', 'identity')),
  removed: block('', body('from!:address', { lifecycle: block('', body('destroy:constant-bool')), connection, provisioner })),
  check: block('name', body('', { data, assert: condition })),
});

const override = (given: string) => block('', body(`target!:address ${given} override_during:keyword`));
const overrides = { override_resource: override('values:constant-call'), override_data: override('values:constant-call'), override_module: override('outputs:constant-call') };
const mocked = block('type', body('defaults:constant-call override_during:keyword'));
const assertions = block('', body('condition! error_message!'));

/** A `.tftest.hcl` file. */
export const testSchema: BodySchema = body('', {
  test: { ...block('', open), since: '1.12' },
  provider,
  mock_provider: block('name', body('alias:constant-string source:constant override_during:keyword', {
    mock_resource: mocked,
    mock_data: mocked,
    ...overrides,
  })),
  variables: block('', open),
  ...overrides,
  run: block('name', body('command:keyword providers:providers expect_failures:addresses state_key:constant-string parallel:constant-bool@1.12', {
    plan_options: block('', body('mode:keyword refresh:constant-bool replace:addresses target:addresses')),
    assert: assertions,
    variables: block('', open),
    module: block('', body('source:constant-string version:constant')),
    ...overrides,
  })),
});

/** A `.tfquery.hcl` file, of Terraform 1.14: https://developer.hashicorp.com/terraform/language/files/tfquery */
export const querySchema: BodySchema = body('', {
  list: block('type name', body('provider!:address count for_each include_resource limit', { config: block('', open) })),
  provider,
  variable,
  output,
  locals: block('', open),
});

/** A `.tflint.hcl`, the configuration of tflint: https://github.com/terraform-linters/tflint/blob/master/docs/user-guide/config.md */
export const tflintSchema: BodySchema = body('', {
  tflint: block('', body('required_version:constant-string')),
  config: block('', body('format plugin_dir call_module_type force:constant-bool disabled_by_default:constant-bool ignore_module varfile variables module:constant-bool')),
  plugin: block('name', body('enabled!:constant-bool', {}, true)),
  rule: block('name', body('enabled!:constant-bool ignorable:constant-bool', {}, true)),
});

/** A `.tfvars` file, and everything else whose content is free. */
export const openSchema: BodySchema = open;
