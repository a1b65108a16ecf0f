import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a profile starts with. */
export interface ProfileOptions {
  /** User settings, added to the ones that keep the editor quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** User keybindings, as in keybindings.json. */
  readonly keybindings?: readonly Readonly<Record<string, unknown>>[];
}

/** Nothing asks, updates, reports or opens by itself. */
const QUIET_SETTINGS = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  // A browser's editor saves by itself; a desktop's does not.
  'files.autoSave': 'off',
  'files.simpleDialog.enable': true,
  'git.autofetch': false,
  'git.openRepositoryInParentFolders': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

const GIT_CONFIG = `[user]
	name = Plumbline
	email = plumbline@example.invalid
[init]
	defaultBranch = main
`;

/** Variables of the person's own, and npm's, that must not reach a test: credentials, and where programs look. */
const PERSONAL = /^(AWS|GIT|XDG|VSCODE|ELECTRON|npm)_/i;

/**
 * A person's editor from nothing: user data, extensions and an empty home, in one temporary folder
 * that goes when the profile is disposed of, and at the latest when this process exits.
 */
export class Profile implements Disposable {
  readonly folder: string;
  readonly #removeAtExit = (): void => rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });

  private constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'plumbline-editor-'));
    process.once('exit', this.#removeAtExit);
  }

  static async create(options: ProfileOptions = {}): Promise<Profile> {
    const profile = new Profile();
    const user = join(profile.userData, 'User');
    for (const folder of [user, profile.extensions, profile.home]) await mkdir(folder, { recursive: true });
    await writeFile(join(user, 'settings.json'), JSON.stringify({ ...QUIET_SETTINGS, ...options.settings }, null, 2));
    await writeFile(join(user, 'keybindings.json'), JSON.stringify(options.keybindings ?? [], null, 2));
    await writeFile(join(profile.home, '.gitconfig'), GIT_CONFIG);
    return profile;
  }

  /** What VS Code's server calls its data folder. */
  get serverData(): string {
    return join(this.folder, 'editor');
  }

  /** The user data folder, which the server keeps inside its own. */
  get userData(): string {
    return join(this.serverData, 'data');
  }

  get extensions(): string {
    return join(this.folder, 'extensions');
  }

  get home(): string {
    return join(this.folder, 'home');
  }

  /** Installs an extension from its source folder by a link: a reload of the window takes up what was rebuilt. */
  async linkExtension(folder: string): Promise<void> {
    await symlink(folder, join(this.extensions, 'linked'), 'junction');
  }

  /** This process's environment with the profile's home and without the person's settings. */
  get environment(): NodeJS.ProcessEnv {
    const kept = Object.entries(process.env).filter(([name]) => !PERSONAL.test(name));
    return {
      ...Object.fromEntries(kept),
      HOME: this.home,
      USERPROFILE: this.home,
      // Where the editor puts its sockets on Linux.
      XDG_RUNTIME_DIR: this.folder,
      GIT_CONFIG_NOSYSTEM: '1',
      // No gallery to ask for updates.
      EXTENSIONS_GALLERY: '{}',
    };
  }

  [Symbol.dispose](): void {
    process.off('exit', this.#removeAtExit);
    this.#removeAtExit();
  }
}
