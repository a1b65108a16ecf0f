import { pipeline, Readable, Transform } from 'node:stream';
import { inspect } from 'node:util';
import type { AutoScalingClient, AutoScalingClientConfig } from '@aws-sdk/client-auto-scaling';
import type { Log } from '../log.ts';
import { LiveError, toLiveError, tooLong } from './failure.ts';
import { proxyAgents } from './proxy.ts';
import type { AwsService, Target } from './target.ts';

/** How long AWS may take, in milliseconds. The SDK's own defaults wait for ever. */
export interface LiveLimits {
  readonly connect: number;
  /** Silence of one request. */
  readonly request: number;
  /** The whole of one question, retries and pages included. */
  readonly total: number;
  /** Tries of one request. */
  readonly attempts: number;
}

export const defaultLimits: LiveLimits = { connect: 3_000, request: 10_000, total: 30_000, attempts: 3 };

export interface SessionOptions {
  readonly limits?: LiveLimits | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What the clients of the SDK have in common, as far as it is used here. */
export type ClientConfiguration = Pick<
  AutoScalingClientConfig,
  'region' | 'endpoint' | 'credentials' | 'profile' | 'maxAttempts' | 'retryMode' | 'requestHandler' | 'logger'
>;

type Credentials = NonNullable<ClientConfiguration['credentials']>;

interface Client {
  /** Each client's has types of its own; what is added looks at no more than the response. */
  readonly middlewareStack: object;
  readonly config: { readonly credentials: Exclude<Credentials, { accessKeyId: string }> };
  destroy(): void;
}

type Agents = Awaited<ReturnType<typeof proxyAgents>>;

/** How far a question got; a refusal means something else at each stage. */
type Stage = 'credentials' | 'role' | 'asking';

/** One target while it is asked: it signs in once, and every question ends in time and fails with a reason. */
export class AwsSession {
  readonly target: Target;
  readonly #log: Log;
  readonly #limits: LiveLimits;
  readonly #signal: AbortSignal | undefined;
  /** Those that the first question signed in with. */
  #credentials: Credentials | undefined;

  constructor(target: Target, log: Log, options: SessionOptions = {}) {
    this.target = target;
    this.#log = log;
    this.#limits = options.limits ?? defaultLimits;
    this.#signal = options.signal;
  }

  /**
   * Asks one service.
   * @param create makes the service's client, whose SDK is loaded there and not before
   * @param work what is asked; it must stop at the signal
   * @throws LiveError with the reason
   */
  async ask<C extends Client, T>(
    service: AwsService,
    create: (configuration: ClientConfiguration) => Promise<C>,
    work: (client: C, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const { target } = this;
    const { profile, region, profileKind } = target;
    const context = { profile, region, service, endpoint: target.endpoints[service] };
    const deadline = AbortSignal.timeout(this.#limits.total);
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, deadline, ...(this.#signal ? [this.#signal] : [])]);
    let client: C | undefined;
    const agents: Agents[] = [];
    const at: { stage: Stage } = { stage: 'credentials' };
    try {
      // The SDK speaks of the Node versions that its next releases need; it is part of this program and does not change by itself.
      process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
      const credentials = this.#credentials ?? (await this.#ownCredentials(agents, () => (at.stage = 'role')));
      client = await create({ ...(await this.#configuration(service, agents)), ...(credentials && { credentials }) });
      limitAnswers(client);
      // Fetched first, so that a failure to sign in is told from one of the service; the client keeps them.
      await unlessAborted(signal, client.config.credentials());
      this.#credentials = client.config.credentials;
      at.stage = 'asking';
      return await unlessAborted(signal, work(client, signal));
    } catch (error) {
      if (this.#signal?.aborted) throw new LiveError('cancelled', context, error);
      const signing = { ...context, signingIn: at.stage !== 'asking', role: at.stage === 'role' ? target.role : undefined };
      if (deadline.aborted) throw new LiveError('timeout', signing, error);
      const failure = toLiveError(error, signing, at.stage === 'role' ? 'other' : profileKind);
      this.#log.debug(`aws: ${failure.reason}: ${inspect(error, { depth: 3 })}`);
      throw failure;
    } finally {
      stop.abort();
      client?.destroy();
      for (const own of agents) own.destroy();
    }
  }

  /** @param agents those of a proxy are added, for the caller to destroy */
  async #configuration(service: AwsService, agents: Agents[]): Promise<ClientConfiguration> {
    const { target } = this;
    const proxy = target.proxies[service];
    const own = proxy === undefined ? undefined : await proxyAgents(proxy);
    if (own) agents.push(own);
    const limits = this.#limits;
    const endpoint = target.endpoints[service];
    const chatter = (...content: unknown[]) =>
      this.#log.trace(
        `aws: ${content.map((part) => (typeof part === 'string' ? part : inspect(part, { depth: 4 }))).join(' ')}`,
      );
    return {
      ...this.#shared(),
      region: target.region,
      ...(endpoint && { endpoint }),
      ...(target.profile && { profile: target.profile }),
      maxAttempts: limits.attempts,
      retryMode: 'adaptive',
      requestHandler: {
        connectionTimeout: limits.connect,
        requestTimeout: limits.request,
        socketTimeout: limits.request,
        throwOnRequestTimeout: true,
        ...(own && { httpAgent: own.httpAgent, httpsAgent: own.httpsAgent }),
      },
      logger: { trace: chatter, debug: chatter, info: chatter, warn: chatter, error: chatter },
    };
  }

  /** The credential chain takes these from a client's configuration; a login since the last check must be seen. */
  #shared() {
    const { credentialsFile, configFile } = this.target;
    return { filepath: credentialsFile, configFilepath: configFile, ignoreCache: true };
  }

  /**
   * Credentials that are not what the SDK itself finds for the profile: keys of the environment, or a role.
   * @param agents those of a proxy are added, for the caller to destroy
   * @param signedIn called before the role is asked for, with credentials at hand
   */
  async #ownCredentials(agents: Agents[], signedIn: () => void): Promise<Credentials | undefined> {
    const { role, keys, profile } = this.target;
    if (role === undefined) return keys;
    const { fromNodeProviderChain, fromTemporaryCredentials } = await import('@aws-sdk/credential-providers');
    const { logger: _chatter, ...clientConfig } = await this.#configuration('sts', agents);
    const chain = fromNodeProviderChain({ ...this.#shared(), ...(profile && { profile }) });
    return fromTemporaryCredentials({
      params: { RoleArn: role, RoleSessionName: 'plumbline', DurationSeconds: shortestSession },
      masterCredentials: async () => {
        const credentials = keys ?? (await chain());
        signedIn();
        return credentials;
      },
      clientConfig,
    });
  }
}

/** Bytes, twice what a full page of groups with every tag at its longest comes to; to read much more would stop everything else for a while. */
const largestAnswer = 8_000_000;

/** Breaks off answers that are larger than any of AWS's. */
function limitAnswers(client: Client): void {
  (client.middlewareStack as AutoScalingClient['middlewareStack']).add(
    (next) => async (args) => {
      const result = await next(args);
      const response = result.response as { body?: unknown };
      if (response.body instanceof Readable) {
        let size = 0;
        const limiter = new Transform({
          transform(chunk: Buffer, _encoding, done) {
            size += chunk.length;
            if (size <= largestAnswer) done(undefined, chunk);
            else done(Object.assign(new Error(`it is longer than ${largestAnswer / 1e6} MB`), { code: tooLong }));
          },
        });
        // Who reads the answer gets its errors.
        response.body = pipeline(response.body, limiter, () => undefined);
      }
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'limitAnswers' },
  );
}

/** Seconds; no role may be had for less. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const shortestSession = 900;

/** The SDK's waits between retries do not listen to the signal; nobody should wait for them. */
async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  signal.throwIfAborted();
  let onAbort: (() => void) | undefined;
  try {
    return await Promise.race([
      work,
      new Promise<never>((_, reject) => {
        onAbort = () => reject(signal.reason);
        signal.addEventListener('abort', onAbort, { once: true });
      }),
    ]);
  } finally {
    if (onAbort) signal.removeEventListener('abort', onAbort);
  }
}
