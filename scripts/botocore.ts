import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';

/** What a service's API takes or gives, as its model says it. */
export interface Shape {
  readonly type: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly min?: number;
  readonly max?: number;
  readonly members?: Readonly<Record<string, { readonly shape: string }>>;
  readonly member?: { readonly shape: string };
}

/** The model of a service. */
export interface Model {
  readonly metadata: Readonly<Record<string, string>>;
  readonly operations: Readonly<Record<string, { readonly input?: { readonly shape: string } }>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

/** The service models of the Python package botocore (https://github.com/boto/botocore), the newest of each, read when they are first asked for. */
export class Botocore {
  /** The services by the names of their folders. */
  readonly services: readonly string[];
  readonly #data: string;
  readonly #models = new Map<string, Model>();

  /** @param root the folder of the package */
  constructor(root: string) {
    this.#data = path.join(root, 'data');
    this.services = fs.readdirSync(this.#data).filter((name) => fs.statSync(path.join(this.#data, name)).isDirectory());
  }

  /** @throws where there is no such service */
  model(service: string): Model {
    let model = this.#models.get(service);
    if (!model) {
      const folder = path.join(this.#data, service);
      const file = fs.readdirSync(folder).toSorted().map((version) => path.join(folder, version, 'service-2.json.gz')).findLast((each) => fs.existsSync(each));
      if (file === undefined) throw new Error(`${folder} holds no model`);
      model = JSON.parse(zlib.gunzipSync(fs.readFileSync(file)).toString('utf8')) as Model;
      this.#models.set(service, model);
    }
    return model;
  }
}

/** A name without what separates its words, in lower case. */
export function plain(name: string): string {
  return name.replaceAll(/[^a-zA-Z0-9]/g, '').toLowerCase();
}
