import { join } from 'node:path';
import type { AwsEndpoint } from '../../support/aws-endpoint.ts';
import { launchBrowser } from '../../../scripts/editor/browser.ts';
import { EditorCache } from '../../../scripts/editor/cache.ts';
import { Profile, type ProfileOptions } from '../../../scripts/editor/profile.ts';
import { EditorServer, installVsix } from '../../../scripts/editor/server.ts';
import { Workbench } from '../../../scripts/editor/workbench.ts';
import { SampleCopy, standInEnvironment, startSampleAws } from '../../../scripts/samples.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** What a scenario starts with, beside the settings and keybindings. */
export interface SessionOptions extends ProfileOptions {
  /** Whether the editor asks to trust the workspace. Default: false, it is trusted. */
  readonly asksForTrust?: boolean;
}

/**
 * A person's sitting: an empty profile with the packaged extension installed, a copy of the samples, the AWS stand-in,
 * and the workbench on screen. Closing it removes all of it.
 */
export class Session implements AsyncDisposable {
  readonly workbench: Workbench;
  readonly samples: SampleCopy;
  readonly aws: AwsEndpoint;
  readonly #resources: AsyncDisposableStack;

  private constructor(workbench: Workbench, samples: SampleCopy, aws: AwsEndpoint, resources: AsyncDisposableStack) {
    this.workbench = workbench;
    this.samples = samples;
    this.aws = aws;
    this.#resources = resources;
  }

  static async start(options: SessionOptions = {}): Promise<Session> {
    await using resources = new AsyncDisposableStack();
    const cache = new EditorCache(join(ROOT, '.vscode-test'), () => undefined);
    const editor = await cache.editor();
    const profile = resources.use(await Profile.create(options));
    await installVsix(join(ROOT, 'plumbline.vsix'), { editor, profile });
    const samples = resources.use(await SampleCopy.create());
    const aws = resources.adopt(await startSampleAws(), (endpoint) => endpoint.close());
    const env = standInEnvironment(aws, profile.environment);
    const asksForTrust = options.asksForTrust ?? false;
    const server = resources.use(await EditorServer.start({ editor, profile, env, asksForTrust }));
    const browser = resources.use(await launchBrowser(cache));
    const url = server.workbenchUrl({ folder: samples.folder });
    const workbench = resources.use(await Workbench.open(browser, url, join(ROOT, 'test-results')));
    return new Session(workbench, samples, aws, resources.move());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }
}

/**
 * Gives the tests of a suite one session, and keeps a picture of the workbench as each of them left it under
 * test-results/, named after the test. To be called in the suite's body.
 */
export function useSession(options: SessionOptions = {}): () => Session {
  let session: Session | undefined;
  const current = (): Session => {
    if (!session) throw new Error('The session exists only while the tests run.');
    return session;
  };
  suiteSetup(async () => {
    session = await Session.start(options);
  });
  teardown(async function () {
    const { currentTest } = this;
    if (!currentTest || !session) return;
    const failed = currentTest.state === 'failed' ? 'FAILED ' : '';
    await session.workbench.screenshot(`${failed}${currentTest.fullTitle()}`.replaceAll(/[^\w]+/g, '-'));
  });
  suiteTeardown(async () => {
    await session?.[Symbol.asyncDispose]();
  });
  return current;
}
