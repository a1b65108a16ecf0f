import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Range } from 'vscode-languageserver-types';
import { ansibleExtensions, mayDeclareGroups } from '../ansible/service.ts';
import type { CloudFormationService } from '../cloudformation/service.ts';
import type { Diagnostic } from '../language/diagnostic.ts';
import { type Files, uriOf } from '../language/files.ts';
import { findFiles } from '../lint/walk.ts';
import type { UnreadableFileError } from '../lint/read.ts';
import type { Log } from '../log.ts';
import type { TerraformService } from '../terraform/service.ts';
import { type Answer, Answers } from './answers.ts';
import { compare, isDrift, type Verdict } from './compare.ts';
import { type Cure, cureOrder } from './cure.ts';
import type { Declaration } from './declaration.ts';
import { groupDiagnostics } from './diagnostics.ts';
import { LiveError } from './failure.ts';
import { Hints, pause } from './hints.ts';
import { isEmpty, matchGroup, queryFor } from './match.ts';
import { readGroups } from './live.ts';
import { type ProxySetting, withProxy } from './proxy.ts';
import { ansibleDeclarations } from './resolve/ansible.ts';
import { cloudformationDeclarations, mayNameGroups } from './resolve/cloudformation.ts';
import { mayHoldGroups, terraformDeclarations } from './resolve/terraform.ts';
import { AwsSession, type LiveLimits } from './session.ts';
import { readSubnets, type SubnetFact, subnetFacts, type Subnets, zonesOf } from './subnets.ts';
import { type Environment, resolveTarget, type Target, type TargetChoice } from './target.ts';

/** One declared group and what AWS has. */
export interface GroupReport {
  /** Absolute path. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly tool: Declaration['tool'];
  readonly address: string;
  /** The group's name in AWS; empty where it is not known. */
  readonly name: string;
  readonly verdict: Verdict;
  readonly declared: readonly string[];
  /** In AWS's order; empty where AWS has no such group or was not asked. */
  readonly live: readonly string[];
  /** One sentence or two. */
  readonly reason: string;
  readonly region: string;
  /** Twelve digits; empty where AWS was not asked or has no such group. */
  readonly account: string;
  readonly profile: string | undefined;
  /** Of the list in the file. */
  readonly range: Range;
  /** "Use AWS's order", where it cures anything. */
  readonly cure?: Cure | undefined;
  /** Names of the groups that it may be, for `unmatched`; a pin in the settings decides. */
  readonly candidates: readonly string[];
  /** True where AWS did not answer this time and the verdict is about its last answer. */
  readonly stale: boolean;
  /** When AWS gave the answer that the verdict is about; undefined where it gave none. */
  readonly answered: Date | undefined;
  /** Zones by subnet, of those for which EC2 told it; undefined where it was not asked or may not be. */
  readonly zones: ReadonlyMap<string, string> | undefined;
  /** Subnets that are not there, or in another VPC; nothing where EC2 was not asked. */
  readonly facts: readonly SubnetFact[];
  readonly declaration: Declaration;
}

/** One account and region that was asked. */
export interface TargetReport {
  readonly profile: string | undefined;
  readonly region: string | undefined;
  /** ARN of the role that was assumed, if any. */
  readonly role: string | undefined;
  /** Set where AWS gave no answer. */
  readonly failure: LiveError | undefined;
  /** When the answer that the verdicts are about was given; undefined where there never was one. */
  readonly answered: Date | undefined;
}

export interface DriftReport {
  /** In order of file and line. */
  readonly groups: readonly GroupReport[];
  readonly targets: readonly TargetReport[];
  /** Paths that could not be read. */
  readonly problems: readonly UnreadableFileError[];
}

export interface DriftServiceOptions {
  readonly files: Files;
  readonly cloudformation: CloudFormationService;
  readonly terraform: TerraformService;
  readonly log: Log;
  /** The process's environment variables. */
  readonly environment: Environment;
  readonly now: () => Date;
  /** The Ansible version that a setting names, if any. */
  readonly ansibleVersion?: () => string | undefined;
  readonly limits?: LiveLimits;
}

export interface CheckOptions extends TargetChoice {
  /** Says which account and region the declarations of a file belong to; what it leaves open, the choice itself says. */
  readonly targetFor?: ((file: string) => TargetChoice | undefined) | undefined;
  /** An answer of AWS that is no older than this many milliseconds serves again; nothing does unless given. */
  readonly maxAgeMs?: number | undefined;
  /**
   * False: only answers that are already there serve, whatever their age, and AWS is not asked. A declaration that none of
   * them covers is unknown, and nothing is stale.
   */
  readonly ask?: boolean | undefined;
  /** True: EC2 is asked for the zones of subnets as well; where it gives no answer they are absent. */
  readonly zones?: boolean | undefined;
  /** Names of groups that a person chose, by `absolute path#address`. */
  readonly pins?: ReadonlyMap<string, string> | undefined;
  /** Comes before the proxy that the environment names. */
  readonly proxy?: ProxySetting | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What asking one target gave. */
interface Asked {
  readonly report: TargetReport;
  /** The answer that covers a declaration; undefined where there never was one. */
  answerTo(declaration: Declaration): Answer | undefined;
  /** The session that asked; undefined where AWS was not asked now, or gave no answer. */
  readonly session?: AwsSession | undefined;
  /** What EC2 told of subnets; undefined where it was not asked or never answered. */
  readonly subnets?: Subnets | undefined;
}

const notAsked = 'AWS was not asked yet.';

const concurrency = 4;

/** Compares the Auto Scaling groups that code declares with those that AWS has; only ever reads from AWS. */
export class DriftService {
  readonly #options: DriftServiceOptions;
  readonly #answers = new Answers();
  /** What EC2 told last of the subnets of each target. */
  readonly #subnets = new Map<string, Subnets>();

  /** Which files are worth parsing. */
  readonly #hints: Hints;

  constructor(options: DriftServiceOptions) {
    this.#options = options;
    const { files, terraform } = options;
    this.#hints = new Hints(files, (text, file) =>
      terraform.extensions.some((extension) => file.endsWith(extension))
        ? mayHoldGroups(text)
        : mayNameGroups(text) || mayDeclareGroups(text),
    );
  }

  /**
   * The groups that the files and folders declare, in order of file and line.
   * @param paths absolute, or relative to `cwd`; folders are walked
   */
  async declarations(
    paths: readonly string[],
    cwd = '/',
  ): Promise<{ declarations: Declaration[]; problems: readonly UnreadableFileError[] }> {
    const { files, cloudformation, terraform } = this.#options;
    const extensions = [...ansibleExtensions, ...cloudformation.extensions, ...terraform.extensions];
    const found = await findFiles(paths, cwd, extensions);
    const names = found.files.map(({ path }) => path);
    const candidates = await this.#hints.filter(names);
    const ansible = ansibleDeclarations(candidates, files, this.#options.ansibleVersion?.(), names);
    await pause();
    const templates = cloudformationDeclarations(candidates, files, cloudformation);
    await pause();
    const declarations = [...ansible, ...templates, ...terraformDeclarations(candidates, files, terraform, names)];
    return {
      declarations: declarations.toSorted((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1)),
      problems: found.problems,
    };
  }

  /**
   * Compares what the paths declare with AWS. A target that does not answer is a failure in the report, not an error;
   * its groups are unknown, or stale where it answered before.
   * A region or profile that a declaration names itself wins over the choice for a region, and loses to it for a profile.
   */
  async check(paths: readonly string[], options: CheckOptions = {}, cwd?: string): Promise<DriftReport> {
    const found = await this.declarations(paths, cwd);
    const { problems } = found;
    const declarations = found.declarations.map((declaration): Declaration => {
      const pinned = options.pins?.get(`${declaration.file}#${declaration.address}`);
      const mapped = options.targetFor?.(declaration.file);
      // A setting for just these files is somebody's word for where their groups are.
      return {
        ...declaration,
        ...(pinned !== undefined && { name: { text: pinned } }),
        ...(mapped?.region !== undefined && { regionUnknown: false }),
        ...((mapped?.profile ?? mapped?.role) !== undefined && { ownKeys: false }),
      };
    });
    const choices = new Map<string, { choice: TargetChoice; declarations: Declaration[] }>();
    for (const declaration of declarations) {
      const mapped = options.targetFor?.(declaration.file);
      const choice: TargetChoice = {
        profile: mapped?.profile ?? options.profile ?? declaration.profile,
        region: declaration.region ?? mapped?.region ?? options.region,
        role: mapped?.role ?? options.role,
        endpoint: mapped?.endpoint ?? options.endpoint,
      };
      const key = keyOf(choice);
      const known = choices.get(key);
      if (known) known.declarations.push(declaration);
      else choices.set(key, { choice, declarations: [declaration] });
    }
    const pending = [...choices.values()];
    const asked = new Map<Declaration, Asked>();
    const targets: TargetReport[] = [];
    const worker = async () => {
      for (let next = pending.shift(); next; next = pending.shift()) {
        // Where nothing is known well enough to match, nothing is asked.
        if (isEmpty(queryFor(next.declarations))) continue;
        const groups = await this.#ask(next.choice, next.declarations, options);
        const result = options.zones ? await this.#withSubnets(groups, next, options) : groups;
        targets.push(result.report);
        for (const declaration of next.declarations) asked.set(declaration, result);
      }
    };
    await Promise.all(Array.from({ length: Math.min(concurrency, pending.length) }, worker));
    const groups = declarations.map((declaration) => this.#report(declaration, asked.get(declaration)));
    return { groups: groups.map((group) => withoutAlternatives(group, groups)), targets, problems };
  }

  async #ask(choice: TargetChoice, declarations: readonly Declaration[], options: CheckOptions): Promise<Asked> {
    const { environment, log, limits, now } = this.#options;
    const query = queryFor(declarations);
    const key = keyOf(choice);
    const answerTo = (declaration: Declaration) => this.#answers.find(key, queryFor([declaration]));
    const last = this.#lastAnswer(declarations, answerTo);
    const recent = options.maxAgeMs !== undefined && last && now().getTime() - last.at.getTime() <= options.maxAgeMs;
    if (options.ask === false || (recent && declarations.every((declaration) => answerTo(declaration)))) {
      const { profile, region } = last?.target ?? choice;
      return { report: { profile, region, role: choice.role, failure: undefined, answered: last?.at }, answerTo };
    }
    let target: Target | undefined;
    try {
      target = await resolveTarget(choice, withProxy(environment, options.proxy));
      const started = now();
      const session = new AwsSession(target, log, { limits, signal: options.signal });
      const groups = await readGroups(query, session);
      const at = now();
      log.info(
        `aws: ${declarations.length} declared groups asked for, ${groups.size} found in ${target.region} (${at.getTime() - started.getTime()} ms)`,
      );
      const answer = { at, target, query, groups };
      this.#answers.add(key, answer);
      const { profile, region, role } = target;
      return { report: { profile, region, role, failure: undefined, answered: at }, answerTo: () => answer, session };
    } catch (error) {
      if (!(error instanceof LiveError)) throw error;
      // The report says it to the user; the log keeps it.
      log.info(`aws: ${error.message}`);
      const report = {
        profile: target?.profile ?? choice.profile,
        region: target?.region ?? choice.region,
        role: choice.role,
        failure: error,
        answered: last?.at,
      };
      return { report, answerTo };
    }
  }

  /** Adds what EC2 tells of the subnets. Zones are an extra: where EC2 gives no answer, what it told before stays. */
  async #withSubnets(
    asked: Asked,
    { choice, declarations }: { readonly choice: TargetChoice; readonly declarations: readonly Declaration[] },
    { ask, signal }: CheckOptions,
  ): Promise<Asked> {
    const { log, limits } = this.#options;
    const key = keyOf(choice);
    const before = this.#subnets.get(key);
    if (ask === false || asked.report.failure) return { ...asked, subnets: before };
    const ids = declarations.flatMap((declaration) => {
      const answer = asked.answerTo(declaration);
      const match = matchGroup(declaration, answer?.groups ?? new Map());
      const live = 'group' in match ? (match.group?.subnets ?? []) : [];
      return [...declaration.subnets.items.map(({ id }) => id), ...live];
    });
    // Together with a new answer about the groups everything is asked anew, with an old one only what is not known yet.
    const wanted = [...new Set(ids)].filter((id) => asked.session || !before?.has(id));
    const target = asked.session?.target ?? declarations.map((declaration) => asked.answerTo(declaration)).find((answer) => answer)?.target;
    if (!wanted.length || !target) return { ...asked, subnets: before };
    try {
      const session = asked.session ?? new AwsSession(target, log, { limits, signal });
      const subnets = new Map([...(before ?? []), ...(await readSubnets(wanted, session))]);
      this.#subnets.set(key, subnets);
      return { ...asked, subnets };
    } catch (error) {
      if (!(error instanceof LiveError)) throw error;
      log.info(`aws: zones of subnets are not known. ${error.message}`);
      return { ...asked, subnets: before };
    }
  }

  /** Of the answers about some declarations the oldest, since what is said of them is no younger. */
  #lastAnswer(
    declarations: readonly Declaration[],
    answerTo: (declaration: Declaration) => Answer | undefined,
  ): Answer | undefined {
    let oldest: Answer | undefined;
    for (const declaration of declarations) {
      const answer = isEmpty(queryFor([declaration])) ? undefined : answerTo(declaration);
      if (answer && (!oldest || answer.at < oldest.at)) oldest = answer;
    }
    return oldest;
  }

  #report(declaration: Declaration, asked: Asked | undefined): GroupReport {
    const { files } = this.#options;
    const failure = asked?.report.failure;
    const answer = asked?.answerTo(declaration);
    const match = matchGroup(declaration, answer?.groups ?? new Map());
    const live = 'group' in match ? match.group : undefined;
    const known = !('unknown' in declaration.name);
    const unanswered =
      asked && !answer && known ? { verdict: 'unknown' as const, reason: failure?.message ?? notAsked } : undefined;
    const { verdict, reason } = unanswered ?? compare(declaration, match);
    const name = live?.name ?? ('text' in declaration.name ? declaration.name.text : '');
    const text = files.read(declaration.file) ?? '';
    const document = TextDocument.create(uriOf(declaration.file), '', 0, text);
    return {
      file: declaration.file,
      line: declaration.line,
      tool: declaration.tool,
      address: declaration.address,
      name,
      verdict,
      declared: declaration.subnets.items.map(({ id }) => id),
      live: live?.subnets ?? [],
      reason,
      region: live?.region ?? asked?.report.region ?? declaration.region ?? '',
      account: live?.account ?? '',
      profile: asked?.report.profile,
      range: { start: document.positionAt(declaration.span.start), end: document.positionAt(declaration.span.end) },
      cure: verdict === 'order' && live ? cureOrder(declaration, live.subnets, (file) => files.read(file)) : undefined,
      candidates: 'candidates' in match ? match.candidates.map((group) => group.name) : [],
      stale: failure !== undefined && answer !== undefined,
      answered: answer?.at,
      zones: asked?.subnets && zonesOf(declaration, live, asked.subnets),
      facts: asked?.subnets ? subnetFacts(declaration, live, asked.subnets) : [],
      declaration,
    };
  }

  /** What a report says about one file, as diagnostics. */
  diagnostics(report: DriftReport, file: string): Diagnostic[] {
    return groupDiagnostics(report.groups, file, (path) => this.#options.files.read(path));
  }
}

/**
 * Of several declarations of one group that hold under conditions, the one that AWS has is in force; that the others
 * differ is no drift.
 */
function withoutAlternatives(group: GroupReport, all: readonly GroupReport[]): GroupReport {
  if (!group.declaration.conditional || !isDrift(group.verdict)) return group;
  const inForce = all.find(
    ({ name, region, account, verdict }) =>
      name === group.name && region === group.region && account === group.account && verdict === 'in-sync',
  );
  if (!inForce) return group;
  return {
    ...group,
    verdict: 'unknown',
    cure: undefined,
    reason: `It holds only under a condition, and '${inForce.address}' declares what AWS has.`,
  };
}

function keyOf({ profile, region, role, endpoint }: TargetChoice): string {
  return JSON.stringify([profile, region, role, endpoint]);
}
