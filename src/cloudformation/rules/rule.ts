import type { Files } from '../../language/files.ts';
import type { Rule } from '../../language/rule.ts';
import type { Configuration } from '../config/configuration.ts';
import type { Conditions } from '../conditions/conditions.ts';
import type { Template } from '../parser/template.ts';
import type { Use } from '../parser/uses.ts';
import type { Facts } from '../schema/facts.ts';
import type { Issue } from '../schema/scope.ts';
import type { Inspection, Validator } from '../schema/validator.ts';

/** One template under check: what rules look at. */
export interface Linting {
  readonly template: Template;
  readonly facts: Facts;
  readonly conditions: Conditions;
  readonly validator: Validator;
  readonly configuration: Configuration;
  readonly now: Date;
  /** The template's neighbours. */
  readonly files: Files;
  /** Everything the template uses by name. */
  readonly uses: readonly Use[];
  /** What the template's schemas found for a rule; the schemas are run once, when this is first asked. */
  issuesOf(rule: string): readonly Issue[];
}

export interface TemplateRule extends Rule<Linting> {
  /**
   * Places whose values the rule looks into while the schemas are run: keys from the root, resources by type, `*` for
   * list items and free names (`Resources/AWS::EC2::Instance/Properties/ImageId`).
   */
  readonly places?: readonly string[];
  /** The same for calls of functions: the values that are calls are looked into. */
  readonly callPlaces?: readonly string[];
  readonly inspect?: Inspection['inspect'];
}

interface Head {
  readonly id: string;
  readonly summary: string;
  readonly docs: string;
}

/** A rule whose findings are violations of schemas: the schemas' keywords lead to it. */
export function schemaRule(head: Head): TemplateRule {
  return {
    ...head,
    severity: severityOf(head.id),
    check(linting, report) {
      for (const { span, message, fixes } of linting.issuesOf(head.id)) report({ span, message, ...(fixes ? { fixes } : {}) });
    },
  };
}

/** A rule that looks into the values at certain places while the schemas are run. */
export function placeRule(head: Head & { places: readonly string[]; inspect: Inspection['inspect'] }): TemplateRule {
  return { ...schemaRule(head), places: head.places, inspect: head.inspect };
}

/** A rule that looks into the calls of functions at certain places. */
export function callRule(head: Head & { places: readonly string[]; inspect: Inspection['inspect'] }): TemplateRule {
  return { ...schemaRule(head), callPlaces: head.places, inspect: head.inspect };
}

/** A rule over the template as a whole. */
export function templateRule(head: Head & { check: TemplateRule['check'] }): TemplateRule {
  return { ...head, severity: severityOf(head.id) };
}

function severityOf(id: string): TemplateRule['severity'] {
  if (id.startsWith('E')) return 'error';
  return id.startsWith('I') ? 'information' : 'warning';
}
