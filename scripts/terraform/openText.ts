import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { uriOf, type Files } from '../../src/language/files.ts';
import { toLspDiagnostic } from '../../src/server/mapping.ts';
import { TerraformService } from '../../src/terraform/service.ts';
import { type Edit, parseAs } from './edits.ts';

/** What an edit costs, in ms. */
export interface Cost {
  readonly name: string;
  /** The lint after it, and putting into words what is published. */
  readonly lint: number;
  /** The bare parse of the text after it. */
  readonly parse: number;
}

export function timed(action: () => void): number {
  const started = performance.now();
  action();
  return performance.now() - started;
}

/** The shortest of several runs: what else the machine does can only make one longer. */
export function shortest(times: readonly number[]): number {
  return Math.min(...times);
}

export function serviceFor(texts: ReadonlyMap<string, string>): TerraformService {
  const files: Files = { read: (file) => texts.get(file), list: (folder) => [...texts.keys()].filter((file) => path.dirname(file) === folder).map((file) => path.basename(file)) };
  return new TerraformService({ files, dataFolder: fileURLToPath(new URL('../../src/terraform/schema/data', import.meta.url)), now: () => new Date() });
}

/** A file that is open in a server. */
export class OpenText {
  readonly #file: string;
  readonly #text: string;
  readonly #service: TerraformService;
  #version = 0;

  /** @param beside the texts of the files around it, by path */
  constructor(file: string, text: string, beside: ReadonlyMap<string, string> = new Map()) {
    this.#file = file;
    this.#text = text;
    this.#service = serviceFor(new Map(beside).set(file, text));
  }

  /** How many findings there are in the text as it is; makes the server know it. */
  open(): number {
    return this.#lint(this.#text);
  }

  /** What an edit costs that is made again and again, each time in the text as it was. */
  cost(edit: Edit, rounds: number): Cost {
    const edited = textAfter(this.#text, edit);
    const times = Array.from({ length: rounds }, () => {
      this.open();
      return { lint: timed(() => void this.#lint(edited)), parse: timed(() => void parseAs(this.#file, edited)) };
    });
    return { name: edit.name, lint: shortest(times.map(({ lint }) => lint)), parse: shortest(times.map(({ parse }) => parse)) };
  }

  #lint(text: string): number {
    const diagnostics = this.#service.lint(TextDocument.create(uriOf(this.#file), 'terraform', ++this.#version, text));
    JSON.stringify(diagnostics.map((diagnostic) => toLspDiagnostic(diagnostic)));
    return diagnostics.length;
  }
}

export function textAfter(text: string, { start, end, newText }: Edit): string {
  return text.slice(0, start) + newText + text.slice(end);
}
