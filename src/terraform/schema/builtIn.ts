import type { StoredBody } from './stored.ts';

/**
 * What Terraform brings along itself: the terraform provider, and provisioners with their connection.
 * https://developer.hashicorp.com/terraform/language/resources/terraform-data and the pages beside it
 */
export const builtInBodies: ReadonlyMap<string, StoredBody> = new Map<string, StoredBody>([
  ['provider terraform', {}],
  ['resource terraform_data', { a: { id: 'cs', input: 'o*', output: 'c*', triggers_replace: 'o*' } }],
  ['data terraform_remote_state', { a: { backend: 'rs', config: 'o*', defaults: 'o*', outputs: 'c*', workspace: 'os' } }],
  ['provisioner local-exec', { a: { command: 'rs', interpreter: 'oLs', working_dir: 'os', environment: 'oMs', quiet: 'ob' } }],
  ['provisioner remote-exec', { a: { inline: 'oLs', script: 'os', scripts: 'oLs' } }],
  ['provisioner file', { a: { source: 'os', content: 'os', destination: 'rs' } }],
]);

/** Arguments of a connection, for ssh and winrm alike. */
export const connectionBody: StoredBody = {
  a: {
    type: 'os',
    user: 'os',
    password: 'os',
    host: 'rs',
    port: 'on',
    timeout: 'os',
    script_path: 'os',
    target_platform: 'os',
    private_key: 'os',
    certificate: 'os',
    host_key: 'os',
    agent: 'ob',
    agent_identity: 'os',
    proxy_scheme: 'os',
    proxy_host: 'os',
    proxy_port: 'on',
    proxy_user_name: 'os',
    proxy_user_password: 'os',
    bastion_host: 'os',
    bastion_host_key: 'os',
    bastion_port: 'on',
    bastion_user: 'os',
    bastion_password: 'os',
    bastion_private_key: 'os',
    bastion_certificate: 'os',
    https: 'ob',
    insecure: 'ob',
    use_ntlm: 'ob',
    cacert: 'os',
  },
};
