import type { Reference } from '../hcl/ast.ts';
import { suggest } from '../../language/suggest.ts';
import { bodyExpressions, referencesIn } from '../model/walk.ts';
import { blocksOf, type Module } from '../model/module.ts';
import type { ModuleFile } from '../model/file.ts';
import { languageDocs, type FileView, type Report, type TerraformRule } from './rule.ts';

/** Roles of files whose references are to the module that they are part of. */
const checkedRoles = new Set(['configuration', 'override']);

/**
 * References that an expression anywhere in the file makes, outside the places where a name means something else:
 * types of variables, provider configurations and the addresses of `moved`, `import`, `removed`.
 */
function* references(file: ModuleFile): Generator<Reference> {
  if (!checkedRoles.has(file.role)) return;
  for (const block of blocksOf(file.body)) {
    for (const expression of bodyExpressions(block.body)) yield* referencesIn(expression);
  }
}

/** Names under one root (`var`, `local`) that the module does not declare. */
function reportUndeclared(
  { file, module }: FileView,
  root: string,
  declared: ReadonlyMap<string, unknown>,
  message: (name: string, hint: string) => string,
  report: Report,
): void {
  for (const reference of references(file)) {
    const [step] = reference.steps;
    if (reference.root.text !== root || typeof step?.key !== 'string' || declared.has(step.key)) continue;
    if (isMentioned(module, step.key)) continue;
    const near = suggest(step.key, declared.keys());
    const hint = near === undefined ? '' : ` Did you mean "${near}"?`;
    report({ span: { start: reference.root.start, end: step.end }, message: message(step.key, hint) });
  }
}

/** In a module with syntax errors, a declaration may be in the part that was not understood. */
function isMentioned(module: Module, name: string): boolean {
  // Names of HCL hold no character that is special in a pattern.
  const declaration = new RegExp(`"${name}"|^\\s*${name}\\s*=`, 'm');
  return module.configuration.some(({ parsed }) => parsed.problems.length > 0 && declaration.test(parsed.text));
}

export const undeclaredVariable: TerraformRule = {
  id: 'terraform_reference_to_undeclared_input_variable',
  severity: 'error',
  summary: 'Input variables must be declared before they are referred to',
  docs: languageDocs('values/variables'),
  check(view, report) {
    reportUndeclared(
      view,
      'var',
      view.module.declared('variable'),
      (name, hint) => `Reference to undeclared input variable: no variable "${name}" is declared in this module.${hint}`,
      report,
    );
  },
};

export const undeclaredLocal: TerraformRule = {
  id: 'terraform_reference_to_undeclared_local_value',
  severity: 'error',
  summary: 'Local values must be defined before they are referred to',
  docs: languageDocs('values/locals'),
  check(view, report) {
    reportUndeclared(
      view,
      'local',
      view.module.locals,
      (name, hint) => `Reference to undeclared local value: no local value "${name}" is defined in this module.${hint}`,
      report,
    );
  },
};
