import type { Files } from '../language/files.ts';
import { KeptFiles } from '../lint/keptFiles.ts';
import type { KeptResults } from '../lint/keptResults.ts';
import { isTerraformName, mayBeCloudFormation, type SomeServices } from '../lint/languages.ts';
import { Linter } from '../lint/linter.ts';
import { environmentRegion } from '../lint/region.ts';
import type { CliIo, TerminalIo } from './io.ts';
import { fetchedSchemas } from './keptSchemas.ts';

/** What the languages' services are made of. */
type LinterIo = Pick<TerminalIo, 'dataFolder' | 'env' | 'languages' | 'stderr'> & Pick<CliIo, 'providers'>;

/**
 * A linter of files on the disk as they are now, with the languages loaded that their names speak of.
 * @param results where the linter keeps what it finds
 */
export async function linterFor(files: readonly string[], io: LinterIo, results?: KeptResults): Promise<Linter> {
  const cloudformation = files.some(mayBeCloudFormation) ? await loadCloudFormation(io) : undefined;
  const terraform = files.some(isTerraformName) ? await loadTerraform(io) : undefined;
  const create = (over: Files): SomeServices => ({ files: over, cloudformation: cloudformation?.(over), terraform: terraform?.(over) });
  const disk = new KeptFiles();
  if (results) {
    const [{ RecordedFiles }, { RecordingLinter }] = await Promise.all([import('../lint/recordedFiles.ts'), import('../lint/recordingLinter.ts')]);
    return new RecordingLinter(new RecordedFiles(disk), create, results);
  }
  return new Linter(create(disk), create, (file, shown) => disk.take(file, shown));
}

const now = (): Date => new Date();

async function loadCloudFormation({ dataFolder, env, languages, stderr }: LinterIo) {
  const { CloudFormationService } = await languages.cloudformation();
  const schemas = await fetchedSchemas({ env, stderr });
  return (files: Files) => {
    const service = new CloudFormationService({ files, dataFolder: dataFolder('cloudformation'), now, once: true, region: environmentRegion(env) });
    service.useSchemas(schemas);
    return service;
  };
}

async function loadTerraform({ dataFolder, env, languages, providers }: LinterIo) {
  const { TerraformService } = await languages.terraform();
  return (files: Files) => new TerraformService({ files, dataFolder: dataFolder('terraform'), now, once: true, still: true, providers, environment: env });
}
