import type { Agent } from 'node:http';
import type { Agent as SecureAgent } from 'node:https';
import { LiveError } from './failure.ts';

/** Names as in the process's environment. */
type Environment = Readonly<Record<string, string | undefined>>;

/** A proxy that the editor's settings name, and the hosts that are reached without it. */
export interface ProxySetting {
  readonly url: string;
  readonly except: readonly string[];
}

/** The environment with the editor's proxy in the place of its own: whoever sets one there means it. */
export function withProxy(environment: Environment, setting: ProxySetting | undefined): Environment {
  if (!setting) return environment;
  const other = Object.entries(environment).filter(([name]) => !/^(https?|all|no)_proxy$/i.test(name));
  const except = setting.except.length ? setting.except.join(',') : environment['no_proxy'] || environment['NO_PROXY'];
  return { ...Object.fromEntries(other), HTTP_PROXY: setting.url, HTTPS_PROXY: setting.url, ...(except && { NO_PROXY: except }) };
}

/**
 * The proxy for an address by HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, in small letters or in capitals; undefined
 * for a direct connection. This machine itself is never asked through a proxy.
 * @throws LiveError badProxy
 */
export function proxyFor(address: string, environment: Environment): string | undefined {
  const { protocol, hostname, port } = new URL(address);
  const secure = protocol === 'https:';
  const of = (name: string) => environment[name.toLowerCase()] || environment[name];
  const proxy = of(secure ? 'HTTPS_PROXY' : 'HTTP_PROXY') || of('ALL_PROXY');
  if (!proxy || isLoopback(hostname) || isExcepted(hostname, port || (secure ? '443' : '80'), of('NO_PROXY') ?? '')) return undefined;
  const url = /^[a-z][a-z\d+.-]*:\/\//i.test(proxy) ? proxy : `http://${proxy}`;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw new LiveError('badProxy');
  return url;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** `example.com`, `.example.com` and `*.example.com` are the host and those below it; `*` is every host. */
function isExcepted(host: string, port: string, list: string): boolean {
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
    .some((entry) => {
      const [, name = '', ownPort] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
      if (ownPort !== undefined && ownPort !== port) return false;
      const suffix = name.replace(/^\*?\./, '');
      return name === '*' || host === suffix || host.endsWith(`.${suffix}`);
    });
}

/** Agents that go through a proxy; the caller destroys them. Both packages load on first use. */
export async function proxyAgents(proxy: string): Promise<{ httpAgent: Agent; httpsAgent: SecureAgent; destroy(): void }> {
  const [{ HttpProxyAgent }, { HttpsProxyAgent }] = await Promise.all([import('http-proxy-agent'), import('https-proxy-agent')]);
  const httpAgent = new HttpProxyAgent(proxy, { keepAlive: true });
  const httpsAgent = new HttpsProxyAgent(proxy, { keepAlive: true });
  return {
    httpAgent,
    // It is an agent for both, and says so only of the one.
    httpsAgent: httpsAgent as unknown as SecureAgent,
    destroy: () => {
      httpAgent.destroy();
      httpsAgent.destroy();
    },
  };
}
