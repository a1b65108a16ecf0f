/** A file that holds many of one thing, or one large thing. */
export interface Shape {
  readonly what: string;
  readonly name: string;
  readonly text: string;
}

/** Files of about this many characters, each of which holds one kind of thing alone: one block, one value, JSON, a lock file and the like. */
export function largeShapes(size: number): readonly Shape[] {
  const repeated = (piece: (index: number) => string): string => Array.from({ length: Math.ceil(size / piece(100).length) }, (_, index) => piece(index)).join('');
  const resource = (index: number) => ({ vpc_id: '${aws_vpc.main.id}', cidr_block: `10.0.${index}.0/24`, tags: { Name: `subnet-${index}`, Owner: '${var.owner}' } });
  const subnets = Object.fromEntries(Array.from({ length: Math.ceil(size / 200) }, (_, index) => [`s${index}`, resource(index)]));
  const json = { variable: { owner: { type: 'string', description: 'Who answers for it.' } }, resource: { aws_vpc: { main: { cidr_block: '10.0.0.0/16' } }, aws_subnet: subnets } };
  return [
    { what: 'one block of local values', name: 'main.tf', text: `locals {\n  common = { owner = "a" }\n${repeated((index) => `  value${index} = merge({ name = "n${index}" }, local.${index % 10 ? `value${index - 1}` : 'common'})\n`)}}\n` },
    { what: 'one local value', name: 'main.tf', text: `locals {\n  machines = {\n${repeated((index) => `    machine${index} = { type = "t3.micro", zone = "eu-west-1a", ports = [80, ${index}], owner = upper("a${index}") }\n`)}  }\n}\n\noutput "machines" {\n  value = local.machines\n}\n` },
    { what: 'one resource with nested blocks', name: 'main.tf', text: `resource "aws_security_group" "all" {\n  name = "all"\n\n${repeated((index) => `  ingress {\n    description = "port ${index}"\n    from_port   = ${index}\n    to_port     = ${index}\n    protocol    = "tcp"\n    cidr_blocks = ["10.0.0.0/8"]\n  }\n\n`)}}\n` },
    { what: 'one call of a module', name: 'main.tf', text: `module "all" {\n  source = "example/all/aws"\n\n${repeated((index) => `  setting_${index} = try(var.defaults["setting_${index}"], null)\n`)}}\n\nvariable "defaults" {\n  type = map(string)\n}\n` },
    { what: 'one policy document', name: 'main.tf', text: `data "aws_iam_policy_document" "all" {\n${repeated((index) => `  statement {\n    sid       = "S${index}"\n    actions   = ["s3:GetObject", "s3:PutObject"]\n    resources = ["arn:aws:s3:::bucket-${index}/*"]\n  }\n\n`)}}\n` },
    { what: 'JSON', name: 'main.tf.json', text: `${JSON.stringify(json, undefined, 2)}\n` },
    { what: 'values of variables', name: 'terraform.tfvars', text: repeated((index) => `value${index} = { name = "n${index}", ports = [80, ${index}] }\n`) },
    { what: 'one value of a variable', name: 'terraform.tfvars', text: `machines = {\n${repeated((index) => `  machine${index} = { type = "t3.micro", ports = [80, ${index}] }\n`)}}\n` },
    { what: 'a test', name: 'all.tftest.hcl', text: `variables {\n  owner = "a"\n}\n\n${repeated((index) => `run "r${index}" {\n  command = plan\n\n  variables {\n    owner = "b${index}"\n  }\n\n  assert {\n    condition     = length("b") == 1\n    error_message = "The owner is another."\n  }\n}\n\n`)}` },
    { what: 'a test of one run', name: 'all.tftest.hcl', text: `run "all" {\n  command = plan\n\n${repeated((index) => `  assert {\n    condition     = length("b${index}") > 1\n    error_message = "Number ${index} is another."\n  }\n\n`)}}\n` },
    { what: 'a lock file', name: '.terraform.lock.hcl', text: repeated((index) => `provider "registry.terraform.io/hashicorp/p${index}" {\n  version     = "1.0.${index}"\n  constraints = ">= 1.0.0"\n  hashes = [\n    "h1:${'a'.repeat(43)}=",\n    "zh:${'0'.repeat(64)}",\n  ]\n}\n\n`) },
    { what: 'a configuration of tflint', name: '.tflint.hcl', text: repeated((index) => `# Rule ${index}\nrule "terraform_${index % 2 ? 'naming_convention' : 'typed_variables'}" {\n  enabled = ${index % 3 === 0}\n}\n\n`) },
  ];
}
