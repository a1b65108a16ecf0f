/** Folders that hold other people's or generated files; a walk never enters them, however deep. */
export const skippedFolders = [
  '.git',
  '.terraform',
  '.terragrunt-cache',
  '.aws-sam',
  '.serverless',
  '.venv',
  'node_modules',
  'cdk.out',
] as const;
