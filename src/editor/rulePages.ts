import * as vscode from 'vscode';
import { CancelledError, CommandError } from './commands.ts';

/** The pages that come with the extension, one for each lint rule. */
export class RulePages {
  /** The address that opens a rule's page, for the links of diagnostics; `{rule}` stands for its id. */
  static readonly link = 'command:plumbline.showRule?%22{rule}%22';
  readonly #folder: vscode.Uri;

  constructor(extension: vscode.Uri) {
    this.#folder = vscode.Uri.joinPath(extension, 'docs', 'rules');
  }

  /**
   * Shows the page of a rule, or of the one that the user picks.
   * @param rule its id, such as `E3002`
   * @throws CommandError `noPage`; CancelledError
   */
  async show(rule: unknown): Promise<void> {
    const id = typeof rule === 'string' ? rule : await this.#pick();
    // The rules of one's own share a page.
    const page = this.#page(/^[EW]9\d{3,}$/.test(id) ? 'E9000' : id);
    if (!/^\w+$/.test(id) || !(await exists(page))) throw new CommandError('noPage', `There is no page of a rule ${JSON.stringify(id)}.`);
    await vscode.commands.executeCommand('markdown.showPreview', page);
  }

  async #pick(): Promise<string> {
    const picked = await vscode.window.showQuickPick(this.#rules(), { title: 'Show Rule', placeHolder: 'Pick a rule', matchOnDescription: true });
    if (!picked) throw new CancelledError();
    return picked.label;
  }

  /** Every rule with its summary, which is in the heading of its page: `# E3002: ...`. */
  async #rules(): Promise<{ label: string; description: string }[]> {
    const files = await vscode.workspace.fs.readDirectory(this.#folder);
    const ids = files.flatMap(([name]) => /^(\w+)\.md$/.exec(name)?.[1] ?? []).filter((id) => id !== 'README');
    return Promise.all(
      ids.toSorted().map(async (label) => {
        const [heading = ''] = new TextDecoder().decode(await vscode.workspace.fs.readFile(this.#page(label))).split('\n', 1);
        return { label, description: heading.replace(/^# \w+: /, '') };
      }),
    );
  }

  #page(id: string): vscode.Uri {
    return vscode.Uri.joinPath(this.#folder, `${id}.md`);
  }
}

async function exists(file: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(file);
    return true;
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return false;
    throw error;
  }
}
