/** What a git process is started with. */
export interface GitEnvironment {
  readonly variables: Readonly<Record<string, string>>;
  /** Names that simple-git's environment guard must let through. */
  readonly allowed: readonly string[];
  /** simple-git's flags for what the user's own environment holds. */
  readonly unsafe: Readonly<Record<string, true>>;
}

/**
 * Variables that would point git at another repository, change what our arguments mean, or open something that waits
 * for a person. A hook that starts us sets several of them. https://git-scm.com/docs/git#_environment_variables
 */
const dropped = new Set([
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_CEILING_DIRECTORIES_INTERNAL',
  'GIT_COMMON_DIR',
  'GIT_DIFF_OPTS',
  'GIT_DIR',
  'GIT_EXTERNAL_DIFF',
  'GIT_GLOB_PATHSPECS',
  'GIT_ICASE_PATHSPECS',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_INTERNAL_SUPER_PREFIX',
  'GIT_LITERAL_PATHSPECS',
  'GIT_NAMESPACE',
  'GIT_NOGLOB_PATHSPECS',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PAGER',
  'GIT_PREFIX',
  'GIT_QUARANTINE_PATH',
  'GIT_REFLOG_ACTION',
  'GIT_TEST_DISALLOW_ABBREVIATED_OPTIONS',
  'GIT_TRACE2_PARENT_NAME',
  'GIT_TRACE2_PARENT_SID',
  'GIT_WORK_TREE',
]);

/** The flag of simple-git 4 that each guarded variable needs. */
const flags: Readonly<Record<string, string>> = {
  // git itself never opens these (see GIT_EDITOR below), but hooks inherit them
  EDITOR: 'allowUnsafeEditor',
  GIT_ASKPASS: 'allowUnsafeAskPass',
  GIT_CONFIG: 'allowUnsafeConfigPaths',
  GIT_CONFIG_COUNT: 'allowUnsafeConfigEnvCount',
  GIT_CONFIG_GLOBAL: 'allowUnsafeConfigPaths',
  GIT_CONFIG_PARAMETERS: 'allowUnsafeConfigEnvCount',
  GIT_CONFIG_SYSTEM: 'allowUnsafeConfigPaths',
  GIT_EDITOR: 'allowUnsafeEditor',
  GIT_EXEC_PATH: 'allowUnsafeExec',
  GIT_PROXY_COMMAND: 'allowUnsafeGitProxy',
  GIT_SEQUENCE_EDITOR: 'allowUnsafeEditor',
  GIT_SSH: 'allowUnsafeSshCommand',
  GIT_SSH_COMMAND: 'allowUnsafeSshCommand',
  GIT_TEMPLATE_DIR: 'allowUnsafeTemplateDir',
  PAGER: 'allowUnsafePager',
  PREFIX: 'allowUnsafeConfigPaths',
  SSH_ASKPASS: 'allowUnsafeAskPass',
  VISUAL: 'allowUnsafeEditor',
};

/** What configuration given through GIT_CONFIG_KEY_0 ... may hold, when the user's own environment gives some. */
const configurationFlags = [
  'allowUnsafeAlias',
  'allowUnsafeAskPass',
  'allowUnsafeCommandBinaries',
  'allowUnsafeCredentialHelper',
  'allowUnsafeDiffExternal',
  'allowUnsafeDiffTextConv',
  'allowUnsafeEditor',
  'allowUnsafeFilter',
  'allowUnsafeFsMonitor',
  'allowUnsafeGitProxy',
  'allowUnsafeGpgProgram',
  'allowUnsafeHooksPath',
  'allowUnsafeInclude',
  'allowUnsafeMergeDriver',
  'allowUnsafePack',
  'allowUnsafePager',
  'allowUnsafeProtocolOverride',
  'allowUnsafeSshCommand',
  'allowUnsafeSubmodule',
  'allowUnsafeTemplateDir',
  'allowUnsafeUrlRewrite',
];

/**
 * The full environment of every git process: the user's own, without what would redirect git, in a language whose
 * messages we can read, and with no prompt that could hang.
 * @param base the user's environment
 * @param askpass variables that answer credential prompts, as the editor's git extension has them
 */
export function gitEnvironment(base: NodeJS.ProcessEnv, askpass: NodeJS.ProcessEnv = {}): GitEnvironment {
  const variables: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...base, ...askpass })) {
    if (value !== undefined && !dropped.has(name.toUpperCase())) variables[name] = value;
  }
  // Messages in English, so that they can be told apart; the character set stays the user's, because hooks inherit it
  // and Ruby or Python ones break on UTF-8 text under LC_ALL=C.
  const characterSet = variables['LC_ALL'] || variables['LC_CTYPE'] || variables['LANG'];
  delete variables['LC_ALL'];
  delete variables['LANGUAGE'];
  if (characterSet) variables['LC_CTYPE'] = characterSet;
  variables['LC_MESSAGES'] = 'C';

  variables['GIT_TERMINAL_PROMPT'] = '0';
  // `rebase --continue` and `merge` would open an editor; `:` keeps the message as it is
  variables['GIT_EDITOR'] = ':';
  variables['GIT_SEQUENCE_EDITOR'] = ':';
  variables['GIT_MERGE_AUTOEDIT'] = 'no';
  // ssh asks on the terminal, which nobody watches, unless it is told to ask a program; `false` is one that says no
  variables['SSH_ASKPASS'] ||= 'false';
  variables['SSH_ASKPASS_REQUIRE'] = 'force';

  const unsafe: Record<string, true> = {};
  for (const name of Object.keys(variables)) {
    const flag = flags[name.toUpperCase()];
    if (flag) unsafe[flag] = true;
  }
  if (variables['GIT_CONFIG_COUNT']) for (const flag of configurationFlags) unsafe[flag] = true;
  const allowed = Object.keys(variables).filter((name) => {
    const upper = name.toUpperCase();
    return upper.startsWith('GIT_') || upper in flags;
  });
  return { variables, allowed, unsafe };
}
