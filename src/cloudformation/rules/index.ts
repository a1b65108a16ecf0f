import * as functions from './functions.ts';
import * as resources from './resources.ts';
import type { TemplateRule } from './rule.ts';
import * as syntax from './syntax.ts';

/** Every rule there is. */
export const rules: readonly TemplateRule[] = [syntax, functions, resources].flatMap((family) => Object.values(family));
