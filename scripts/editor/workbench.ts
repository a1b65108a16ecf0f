import { mkdir } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { errors, type Browser, type Locator, type Page } from 'playwright-core';

/** One row of the Problems view. */
export interface Problem {
  /** The file's path in the workspace, with `/`. */
  readonly file: string;
  readonly severity: 'error' | 'warning' | 'information';
  readonly message: string;
  /** What reported it, empty if it does not say. */
  readonly source: string;
  /** The rule's id, empty if it has none. */
  readonly rule: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** The severities, and what the editor calls them in its style sheets. */
const SEVERITIES = [
  { severity: 'error', css: 'error' },
  { severity: 'warning', css: 'warning' },
  { severity: 'information', css: 'info' },
] as const;

/** How long a person would wait for anything in the workbench, in milliseconds. */
const PATIENCE = 30_000;

/** Milliseconds within which a hover goes once the mouse has left it, on a busy machine too. */
const HOVER_LEAVES = 1000;

const SIZE = { width: 1280, height: 800 };

/** The editor in a browser page, driven as a person drives it: keys, clicks, and what the screen shows. */
export class Workbench implements AsyncDisposable {
  readonly page: Page;
  readonly #pictures: string;

  private constructor(page: Page, pictures: string) {
    this.page = page;
    this.#pictures = pictures;
  }

  /** Opens an address of `EditorServer.workbenchUrl`; pictures go to the folder `pictures`. */
  static async open(browser: Browser, url: string, pictures: string): Promise<Workbench> {
    const page = await browser.newPage({ viewport: SIZE });
    page.setDefaultTimeout(PATIENCE);
    await page.goto(url);
    const workbench = new Workbench(page, pictures);
    await workbench.#part('statusbar').waitFor();
    // The remote indicator is there once the page is connected to the extension host's server.
    await workbench.#part('statusbar').locator('[id="status.host"]').waitFor();
    return workbench;
  }

  /** Opens a file by its path in the workspace (with `/`), through Quick Open, and waits until its editor is active. */
  async openFile(path: string): Promise<void> {
    await this.page.keyboard.press('Control+P');
    await this.#fillQuickInput(path);
    const exactly = (text: string): Locator => this.page.getByText(text, { exact: true });
    const named = this.#rows.filter({ has: exactly(posix.basename(path)) });
    const folder = posix.dirname(path);
    await this.#choose(folder === '.' ? named : named.filter({ has: exactly(folder) }));
    await this.#part('editor').locator(`.tab.active .tab-label[aria-label*="/${path}"]`).waitFor();
    await this.#focusedEditor.waitFor();
  }

  /** Runs a command by its whole title, such as `Plumbline: Push Current Branch`, from the command palette. */
  async runCommand(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.#fillQuickInput(`>${title}`);
    await this.#choose(this.#rows.filter({ has: this.page.getByText(title, { exact: true }) }));
  }

  /** Chooses a row of the list that is open, by (part of) its label. */
  async pick(label: string): Promise<void> {
    await this.#choose(this.#rows.filter({ hasText: label }));
  }

  /** The labels of the list that is open, as far as it shows them; not the second lines below them. */
  async choices(): Promise<string[]> {
    await this.#rows.first().waitFor();
    return await this.#rows.locator('.quick-input-list-row:first-child .label-name').allInnerTexts();
  }

  /** Types into the input box that is open, and accepts. */
  async answer(text: string): Promise<void> {
    await this.#fillQuickInput(text);
    await this.page.keyboard.press('Enter');
  }

  /** Puts the cursor of the active editor at a position; both count from 1. */
  async goTo(line: number, column: number): Promise<void> {
    await this.page.keyboard.press('Control+G');
    await this.answer(`:${line}:${column}`);
    await this.waitForStatus(new RegExp(`^Ln ${line}, Col ${column}$`));
    await this.#focusedEditor.waitFor();
  }

  /** Types at the cursor of the active editor. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  /** Saves the active editor's changes; waits for them first, since a quick fix arrives when it is ready. */
  async save(): Promise<void> {
    const tab = this.#part('editor').locator('.tab.active');
    await tab.and(this.page.locator('.dirty')).waitFor();
    await this.page.keyboard.press('Control+S');
    await tab.and(this.page.locator(':not(.dirty)')).waitFor();
  }

  /** What the active editor shows of its text. */
  async visibleText(): Promise<string> {
    const lines = await this.#editor.locator('.view-line').all();
    const placed = await Promise.all(lines.map(async (line) => ({ top: (await line.boundingBox())?.y ?? 0, text: await line.innerText() })));
    const sorted = placed.toSorted((a, b) => a.top - b.top);
    return sorted.map(({ text }) => plain(text)).join('\n');
  }

  /** How many squiggles of a severity the active editor shows. */
  async squiggles(severity: Problem['severity']): Promise<number> {
    return await this.#squiggles(severity).count();
  }

  /** Waits until the active editor shows a squiggle of a severity. */
  async waitForSquiggle(severity: Problem['severity']): Promise<void> {
    await this.#squiggles(severity).first().waitFor({ state: 'attached' });
  }

  /** Everything in the Problems view, which it opens. */
  async problems(): Promise<Problem[]> {
    await this.runCommand('Problems: Focus on Problems View');
    const view = this.#part('panel').locator('.markers-panel');
    await view.waitFor();
    if (await view.locator('.message-box-container').getByText(/^No problems/).isVisible()) return [];
    return problemsOf(await readRows(this.page, view));
  }

  /** Waits until the Problems view satisfies `accept`; fails with what it shows if it does not in time. */
  async waitForProblems(accept: (problems: readonly Problem[]) => boolean, milliseconds = PATIENCE): Promise<Problem[]> {
    const deadline = Date.now() + milliseconds;
    for (;;) {
      const problems = await this.problems();
      if (accept(problems)) return problems;
      if (Date.now() > deadline) throw new Error(`The problems never came; the view shows ${JSON.stringify(problems, null, 2)}`);
      await this.page.waitForTimeout(250);
    }
  }

  /** Applies a quick fix, by its title, at the cursor; waits until it is offered. */
  async applyQuickFix(title: string): Promise<void> {
    const action = (await this.#openQuickFixes(title)).first();
    await action.click();
    await action.waitFor({ state: 'hidden' });
  }

  /** The titles of the quick fixes at the cursor; waits until there are some. */
  async quickFixes(): Promise<string[]> {
    const actions = await this.#openQuickFixes('');
    const titles = await actions.locator('.title').allInnerTexts();
    await this.page.keyboard.press('Escape');
    return titles;
  }

  /** The texts of the status bar's items; an icon is no text. */
  async statusBar(): Promise<string[]> {
    const texts = await this.#statusItems.allInnerTexts();
    return texts.map((text) => plain(text).trim()).filter(Boolean);
  }

  /** Waits for a status bar item whose trimmed text matches, and gives that text. */
  async waitForStatus(pattern: RegExp, milliseconds = PATIENCE): Promise<string> {
    return (await this.#statusItem(pattern, milliseconds)).text;
  }

  /** Clicks the status bar item whose text matches. */
  async clickStatus(pattern: RegExp): Promise<void> {
    await (await this.#statusItem(pattern)).item.click();
  }

  /** The text of the hover that the status bar item with this text shows. */
  async statusTooltip(pattern: RegExp): Promise<string> {
    await (await this.#statusItem(pattern)).item.hover();
    return plain(await this.page.locator('.workbench-hover').last().innerText());
  }

  /** Waits for a notification with this text and gives its whole text. */
  async waitForNotification(pattern: RegExp): Promise<string> {
    const message = this.#notifications.filter({ hasText: pattern }).first().locator('.notification-list-item-message');
    return plain(await message.innerText()).trim();
  }

  /** Presses a button of the notification with this text. */
  async answerNotification(pattern: RegExp, button: string): Promise<void> {
    await this.#notifications.filter({ hasText: pattern }).first().getByRole('button', { name: button, exact: true }).click();
  }

  /** Takes a picture of the whole workbench and gives its path. */
  async screenshot(name: string): Promise<string> {
    const path = join(this.#pictures, `${name}.png`);
    await mkdir(dirname(path), { recursive: true });
    await this.#leaveHover();
    await this.page.screenshot({ path, animations: 'disabled', caret: 'hide' });
    return path;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.page.close();
  }

  /**
   * Moves the mouse to where nothing shows a hover. A hover whose place on the page was drawn anew under the mouse is
   * not told that the mouse has left that place; it goes once the mouse has been on the hover itself and left it.
   */
  async #leaveHover(): Promise<void> {
    const hovers = this.page.locator('.workbench-hover, .monaco-resizable-hover').filter({ visible: true });
    const deadline = Date.now() + PATIENCE;
    for (;;) {
      await this.page.mouse.move(1, 1);
      if (await isGone(hovers.first(), HOVER_LEAVES)) return;
      const [box] = await hovers.evaluateAll((elements) => elements.map((element) => element.getBoundingClientRect()));
      if (Date.now() > deadline) throw new Error(`A hover stays: ${plain((await hovers.allInnerTexts()).join(' | '))}`);
      if (box) await this.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    }
  }

  #part(name: 'editor' | 'panel' | 'statusbar'): Locator {
    return this.page.locator(`.part.${name}`);
  }

  get #editor(): Locator {
    return this.#part('editor').locator('.editor-group-container.active .monaco-editor').first();
  }

  get #focusedEditor(): Locator {
    return this.#part('editor').locator('.editor-group-container.active .monaco-editor.focused');
  }

  get #quickInput(): Locator {
    return this.page.locator('.quick-input-widget');
  }

  /** The rows of the list below the quick input. */
  get #rows(): Locator {
    return this.#quickInput.locator('.monaco-list-row');
  }

  get #statusItems(): Locator {
    return this.#part('statusbar').locator('.statusbar-item');
  }

  async #statusItem(pattern: RegExp, milliseconds = PATIENCE): Promise<{ item: Locator; text: string }> {
    const deadline = Date.now() + milliseconds;
    for (;;) {
      // An icon leaves a space before the text, which a locator's own filter would have to match too.
      const texts = (await this.#statusItems.allInnerTexts()).map((text) => plain(text).trim());
      const index = texts.findIndex((text) => pattern.test(text));
      const text = texts[index];
      if (text !== undefined) return { item: this.#statusItems.nth(index), text };
      if (Date.now() > deadline) {
        throw new Error(`The status bar never showed ${String(pattern)}; it shows ${texts.filter(Boolean).join(' | ')}`);
      }
      await this.page.waitForTimeout(100);
    }
  }

  get #notifications(): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item');
  }

  #squiggles(severity: Problem['severity']): Locator {
    const css = SEVERITIES.find((known) => known.severity === severity)?.css;
    return this.#editor.locator(`.view-overlays .squiggly-${css}`);
  }

  /** Opens the list of quick fixes, again and again until it offers one with this title, and gives those that match. */
  async #openQuickFixes(title: string): Promise<Locator> {
    const actions = this.page.locator('.action-widget .monaco-list-row.action').filter({ hasText: title });
    const deadline = Date.now() + PATIENCE;
    for (;;) {
      await this.page.keyboard.press('Control+.');
      try {
        await actions.first().waitFor({ timeout: 2000 });
        return actions;
      } catch (error) {
        if (Date.now() > deadline) throw error;
        await this.page.keyboard.press('Escape');
      }
    }
  }

  /** Clicks a row and waits until it has gone, so that whatever asks next is what is answered next. */
  async #choose(row: Locator): Promise<void> {
    await row.first().click();
    await row.first().waitFor({ state: 'hidden' });
  }

  async #fillQuickInput(text: string): Promise<void> {
    const input = this.#quickInput.locator('.quick-input-box input, .quick-input-box textarea').first();
    await input.waitFor();
    await input.fill(text);
  }
}

/** The editor draws many spaces as no-break spaces. */
function plain(text: string): string {
  return text.replaceAll('\u00a0', ' ');
}

/** What a row of the Problems view shows: a file, or (with a severity) one of the problems in it. */
interface Row {
  readonly index: number;
  readonly file: string;
  /** The file's folder in the workspace. */
  readonly folder: string;
  readonly icon: string;
  readonly message: string;
  readonly source: string;
  readonly rule: string;
  readonly place: string;
}

/** As much of a page's element as reading a row needs; it is read inside the page. */
interface PageElement {
  readonly className: string;
  readonly textContent: string;
  getAttribute(name: string): string | null;
  querySelector(css: string): PageElement | null;
}

/** Reads all rows of the Problems view, which draws only those in sight, by scrolling through it. */
async function readRows(page: Page, view: Locator): Promise<Row[]> {
  const found = new Map<number, Row>();
  const rows = view.locator('.monaco-list-row');
  await rows.first().waitFor();
  // Over the list, wherever its rows are: the first may be drawn twice, as it sticks to the top.
  const { x, y, width, height } = await boxOf(view);
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.wheel(0, -100_000);
  for (let known = -1; known < found.size; ) {
    known = found.size;
    const drawn: Row[] = await rows.evaluateAll((elements: PageElement[]) =>
      elements.map((element) => {
        const text = (css: string): string => element.querySelector(css)?.textContent ?? '';
        return {
          index: Number(element.getAttribute('data-index')),
          file: text('.label-name'),
          folder: text('.label-description'),
          icon: element.querySelector('.marker-icon')?.className ?? '',
          message: text('.marker-message').replaceAll('\u00a0', ' '),
          source: text('.marker-source'),
          rule: text('.marker-code'),
          place: text('.marker-line'),
        };
      }),
    );
    for (const row of drawn) found.set(row.index, row);
    await page.mouse.wheel(0, 100);
    await page.waitForTimeout(100);
  }
  return [...found.values()].toSorted((a, b) => a.index - b.index);
}

async function isGone(element: Locator, milliseconds: number): Promise<boolean> {
  try {
    await element.waitFor({ state: 'hidden', timeout: milliseconds });
    return true;
  } catch (error) {
    if (error instanceof errors.TimeoutError) return false;
    throw error;
  }
}

async function boxOf(element: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await element.boundingBox();
  if (!box) throw new Error(`${String(element)} is not to be seen.`);
  return box;
}

function problemsOf(rows: readonly Row[]): Problem[] {
  const problems: Problem[] = [];
  let file = '';
  for (const { file: name, folder, icon, message, source, rule, place } of rows) {
    if (name) file = posix.join(folder, name);
    const severity = SEVERITIES.find(({ css }) => icon.split(' ').includes(css))?.severity;
    const [, line, column] = /Ln (\d+), Col (\d+)/.exec(place) ?? [];
    if (severity) problems.push({ file, severity, message, source, rule, line: Number(line), column: Number(column) });
  }
  return problems;
}
