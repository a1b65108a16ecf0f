import path from 'node:path';
import type { Finding, Report } from '../../language/rule.ts';
import type { Block, Expression } from '../hcl/ast.ts';
import { placesOf } from '../model/contexts.ts';
import type { ModuleFile } from '../model/file.ts';
import { attributeOf, attributesOf, blocksOf, type Module, stringOf } from '../model/module.ts';
import { fileReferences } from '../model/walk.ts';
import { evaluateGiven, type Instance } from './given.ts';
import { instancesOf } from './instances.ts';
import { FileView } from './rule.ts';
import { fixedValue } from './values.ts';

/** How deep calls of calls are followed. */
const deepest = 3;

/** So many instances of a call are looked at. */
const mostInstances = 10;

/** A block of a module that is called, cut out as a file, with what the call sets the variables of the module to. */
interface CalledFile {
  readonly view: FileView;
  /** Where in the calling file a finding comes from: the arguments that the place in the called file depends on. */
  readonly causes: (finding: Finding) => readonly Expression[];
}

/**
 * Checks a file, and of the modules that it calls what depends on the arguments of the calls, which is told there:
 * https://github.com/terraform-linters/tflint/blob/master/docs/user-guide/calling-modules.md
 */
export function checkWithCalls(view: FileView, check: (view: FileView, report: Report) => void, report: Report): void {
  check(view, report);
  if (blocksOf(view.file.body, 'module').length === 0) return;
  // What several instances of a call have in common is told once.
  const told = new Set<string>();
  for (const called of view.analysis(calledFiles)) {
    check(called.view, (finding) => {
      for (const { start, end } of called.causes(finding)) {
        const message = `${finding.message} It is used in ${placeOf(finding, called.view, view)}.`;
        const key = `${start} ${finding.rule} ${message}`;
        if (told.has(key)) continue;
        told.add(key);
        report({ ...(finding.rule !== undefined && { rule: finding.rule }), span: { start, end }, message });
      }
    });
  }
}

function placeOf({ span }: Finding, { file }: FileView, { module }: FileView): string {
  return `${path.relative(module.folder, file.path).replaceAll(path.sep, '/')}:${file.document.positionAt(span.start).line + 1}`;
}

function calledFiles(view: FileView): readonly CalledFile[] {
  return filesCalledFrom(view, 1);
}

function filesCalledFrom(view: FileView, depth: number): readonly CalledFile[] {
  return blocksOf(view.file.body, 'module').flatMap((call) => filesOf(call, view, depth));
}

function filesOf(call: Block, view: FileView, depth: number): readonly CalledFile[] {
  const source = stringOf(attributeOf(call.body, 'source')?.value) ?? '';
  const { callModuleType, ignoredModules } = view.config;
  const followed = callModuleType === 'all' || (callModuleType === 'local' && /^\.\.?(?:\/|$)/.test(source));
  const called = followed && !ignoredModules.has(source) ? view.module.calledWhole(call.labels[0]?.text ?? '') : undefined;
  if (!called || called.broken || called.folder === view.module.folder) return [];
  const instances = instancesOf(view, [call], attributesOf(call.body).map(({ value }) => value));
  return instances.slice(0, mostInstances).flatMap((instance) => filesOfInstance(call, called, instance, view, depth));
}

/** What an instance of a call is made of. */
function filesOfInstance(call: Block, called: Module, instance: Instance, view: FileView, depth: number): readonly CalledFile[] {
  const { facts, providers, config, now } = view;
  const inputs = (name: string) => {
    const argument = attributeOf(call.body, name)?.value;
    if (argument) return evaluateGiven(view, argument, instance);
    const given = called.declared('variable').get(name)?.map(({ block }) => attributeOf(block.body, 'default')?.value).findLast((value) => value !== undefined);
    return given && fixedValue(given).value;
  };
  const passed = new Set(attributesOf(call.body).map(({ name }) => name));
  return called.configuration.flatMap((file) => {
    const whole = new FileView(file, { module: called, facts, providers, config, now, inputs });
    return file.parts
      .filter((part) => usesVariable(part.file, passed))
      .flatMap((part): CalledFile[] => {
        const inner = whole.of(part.file);
        const own: CalledFile = { view: inner, causes: (finding) => argumentsBehind(finding, inner, call) };
        if (depth === deepest) return [own];
        const further = filesCalledFrom(inner, depth + 1).map((nested): CalledFile => ({
          view: nested.view,
          causes: (finding) => nested.causes(finding).flatMap((expression) => argumentsBehind({ span: expression, message: '' }, inner, call)),
        }));
        return [own, ...further];
      });
  });
}

function usesVariable(file: ModuleFile, names: ReadonlySet<string>): boolean {
  return [...fileReferences(file).values()].flat().some(({ root, steps }) => root.text === 'var' && names.has(String(steps[0]?.key)));
}

/** The arguments of a call that the expression at a place of the called file is made of. */
function argumentsBehind({ span }: Finding, { file }: FileView, call: Block): readonly Expression[] {
  const place = placesOf(file).findLast(({ expression }) => expression.start <= span.start && span.end <= expression.end);
  const references = (place && fileReferences(file).get(place.expression)) ?? [];
  const names = new Set(references.flatMap(({ root, steps }) => (root.text === 'var' && typeof steps[0]?.key === 'string' ? [steps[0].key] : [])));
  return [...names].flatMap((name) => attributeOf(call.body, name)?.value ?? []);
}
