import type { Files } from '../../language/files.ts';
import type { Finding, Report, Rule } from '../../language/rule.ts';
import type { Configuration } from '../config/configuration.ts';
import type { Conditions } from '../conditions/conditions.ts';
import type { DocumentKind } from '../parser/recognise.ts';
import type { Resource, Template } from '../parser/template.ts';
import type { Use } from '../parser/uses.ts';
import type { Facts } from '../schema/facts.ts';
import type { Issue } from '../schema/scope.ts';
import type { Inspection } from '../schema/inspection.ts';
import type { Validator } from '../schema/validator.ts';

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
  /** What was found for a rule while the template's declarations were checked one by one. */
  issuesOf(rule: string): readonly Found[];
}

/** What a check of one declaration found for a rule. */
export type Found = Pick<Issue, 'rule' | 'span' | 'message' | 'fixes'> & Pick<Finding, 'tags'>;

export interface TemplateRule extends Rule<Linting> {
  /**
   * Places whose values the rule looks into while the schemas are run: keys from the root, resources by type, `*` for
   * list items and free names (`Resources/AWS::EC2::Instance/Properties/ImageId`).
   */
  readonly places?: readonly string[];
  /** The same for calls of functions: the values that are calls are looked into. */
  readonly callPlaces?: readonly string[];
  readonly inspect?: Inspection['inspect'];
  readonly wants?: NonNullable<Inspection['wants']>;
  /** Whether its findings have ids of their own, by which they are switched on and off. */
  readonly isFamily?: true;
  /** The kinds of documents that the rule is about, where they are not templates. */
  readonly about?: readonly DocumentKind[];
  /** Whether all it says was found while declarations were checked one by one: where that is nothing, it need not be asked. */
  readonly ofDeclarations?: boolean;
  /** Checks one resource, whatever its type; it may look at others by their names. */
  checkResource?(resource: Resource, linting: Linting, report: Report): void;
}

interface Head {
  readonly id: string;
  readonly summary: string;
  readonly docs: string;
  /** Where it is not what the first letter of the id says. */
  readonly severity?: TemplateRule['severity'];
}

/** A rule whose findings are violations of schemas: the schemas' keywords lead to it. */
export function schemaRule(head: Head): TemplateRule {
  return {
    ...head,
    severity: severityOf(head),
    ofDeclarations: true,
    check(linting, report) {
      for (const { span, message, fixes, tags } of linting.issuesOf(head.id)) report({ span, message, ...(fixes ? { fixes } : {}), ...(tags ? { tags } : {}) });
    },
  };
}

/** A rule that looks into the values at certain places while the schemas are run. */
export function placeRule(head: Head & { places: readonly string[] } & Pick<Inspection, 'inspect' | 'wants'>): TemplateRule {
  return { ...schemaRule(head), places: head.places, inspect: head.inspect, ...(head.wants ? { wants: head.wants } : {}) };
}

/** A rule that looks into the calls of functions at certain places. */
export function callRule({ places, ...head }: Head & { places: readonly string[] } & Pick<Inspection, 'inspect' | 'wants'>): TemplateRule {
  return { ...schemaRule(head), callPlaces: places };
}

/**
 * A rule over each resource by itself: in an editor it looks again at a resource that has changed, or that looked at
 * something that has. What is left of the template is up to `checkRest`.
 */
export function resourceRule(head: Head & { check(resource: Resource, linting: Linting, report: Report): void; checkRest?: TemplateRule['check'] }): TemplateRule {
  const { check, checkRest, ...rest } = head;
  const found = schemaRule(rest);
  return {
    ...found,
    ofDeclarations: checkRest === undefined,
    checkResource: check,
    check(linting, report) {
      found.check(linting, report);
      checkRest?.(linting, report);
    },
  };
}

/** A rule over a file that gives a template its parameters; what is linted is that file, read like a template. */
export function deploymentRule(head: Head & { about: readonly DocumentKind[]; check: TemplateRule['check'] }): TemplateRule {
  return { ...templateRule(head), about: head.about };
}

/** A rule over the template as a whole. */
export function templateRule(head: Head & { check: TemplateRule['check'] }): TemplateRule {
  return { ...head, severity: severityOf(head) };
}

function severityOf({ id, severity }: Head): TemplateRule['severity'] {
  if (severity) return severity;
  if (id.startsWith('E')) return 'error';
  return id.startsWith('I') ? 'information' : 'warning';
}
