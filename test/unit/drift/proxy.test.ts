import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { LiveError } from '../../../src/drift/failure.ts';
import { readGroups } from '../../../src/drift/live.ts';
import { proxyFor, withProxy } from '../../../src/drift/proxy.ts';
import { AwsSession } from '../../../src/drift/session.ts';
import { resolveTarget } from '../../../src/drift/target.ts';
import { silentLog } from '../../../src/log.ts';
import { type AwsEndpoint, startAwsEndpoint } from '../../support/aws-endpoint.ts';

const keys = { HOME: '/nonexistent', AWS_ACCESS_KEY_ID: 'K', AWS_SECRET_ACCESS_KEY: 'k', AWS_REGION: 'us-east-1' };

suite('a proxy of the editor', () => {
  const of = (environment: Record<string, string>, except: string[] = []) =>
    withProxy(environment, { url: 'http://editor:1', except });

  test('comes before the one of the environment', () => {
    const environment = of({ https_proxy: 'http://other:2', ALL_PROXY: 'http://other:3', HOME: '/home/a' });
    assert.equal(proxyFor('https://autoscaling.us-east-1.amazonaws.com', environment), 'http://editor:1');
    assert.equal(environment['HOME'], '/home/a');
  });

  test('leaves out the hosts that the settings name, and without any those of the environment', () => {
    const aws = 'https://autoscaling.us-east-1.amazonaws.com';
    assert.equal(proxyFor(aws, of({}, ['.amazonaws.com'])), undefined);
    assert.equal(proxyFor(aws, of({ NO_PROXY: 'amazonaws.com' })), undefined);
    assert.equal(proxyFor(aws, of({ NO_PROXY: 'amazonaws.com' }, ['example.com'])), 'http://editor:1');
  });

  test('is none where the settings name none', () => {
    const environment = { HTTPS_PROXY: 'http://other:2' };
    assert.equal(withProxy(environment, undefined), environment);
  });
});

suite('a proxy', () => {
  let endpoint: AwsEndpoint;
  let proxy: http.Server;
  let address: string;
  /** What the proxy was asked for. */
  let asked: string[];

  setup(async () => {
    endpoint = await startAwsEndpoint({ groups: [{ name: 'web', subnets: ['b', 'a'] }] });
    asked = [];
    // It knows one host, the stand-in, whatever the name.
    proxy = http.createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      const { port } = new URL(endpoint.url);
      const onward = http.request(
        { host: '127.0.0.1', port, method: request.method, headers: request.headers, path: '/' },
        (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
        },
      );
      request.pipe(onward);
    });
    proxy.on('connect', (request, socket) => {
      asked.push(`CONNECT ${request.url}`);
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  });

  teardown(async () => {
    proxy.closeAllConnections();
    await new Promise((resolve) => proxy.close(resolve));
    await endpoint.close();
  });

  const read = async (environment: Record<string, string>) =>
    readGroups(
      { names: ['web'], logicalIds: [], all: false },
      new AwsSession(await resolveTarget({}, { ...keys, ...environment }), silentLog, {
        limits: { connect: 1_000, request: 1_000, total: 5_000, attempts: 1 },
      }),
    );

  test('is asked for a host that only it can reach', async () => {
    const groups = await read({ AWS_ENDPOINT_URL: 'http://aws.invalid', HTTP_PROXY: address });
    assert.deepEqual(groups.get('web')?.subnets, ['b', 'a']);
    assert.deepEqual(asked, ['POST http://aws.invalid/']);
  });

  test('that wants a password is told as that, and gets a tunnel for https', async () => {
    const error: unknown = await read({ HTTPS_PROXY: address }).catch((reason: unknown) => reason);
    assert.ok(error instanceof LiveError);
    assert.equal(error.reason, 'proxyDenied');
    assert.deepEqual(asked, ['CONNECT autoscaling.us-east-1.amazonaws.com:443']);
  });

  test('is not asked for this machine, nor for what NO_PROXY excepts', async () => {
    assert.equal((await read({ AWS_ENDPOINT_URL: endpoint.url, HTTP_PROXY: address })).size, 1);
    assert.deepEqual(asked, []);
    const at = (host: string, except: string) =>
      proxyFor(`https://${host}`, { HTTPS_PROXY: 'proxy:3128', NO_PROXY: except }) === undefined;
    const host = 'autoscaling.us-east-1.amazonaws.com';
    for (const except of ['*', host, 'amazonaws.com', '.amazonaws.com', '*.amazonaws.com', 'x, AMAZONAWS.com', `${host}:443`])
      assert.ok(at(host, except), except);
    for (const except of ['', 'aws.com', 'us-east-1', `${host}:8443`, '.com.au']) assert.ok(!at(host, except), except);
  });

  test('by its variables, in capitals or in small letters', () => {
    const of = (environment: Record<string, string>, url = 'https://x.example') => proxyFor(url, environment);
    assert.equal(of({ https_proxy: 'http://small:1', HTTPS_PROXY: 'http://large:1' }), 'http://small:1');
    assert.equal(of({ HTTPS_PROXY: 'large:1' }), 'http://large:1');
    assert.equal(of({ HTTP_PROXY: 'http://plain:1' }), undefined);
    assert.equal(of({ HTTP_PROXY: 'http://plain:1' }, 'http://x.example'), 'http://plain:1');
    assert.equal(of({ ALL_PROXY: 'http://all:1' }), 'http://all:1');
    for (const bad of ['socks5://x:1', 'http://', 'a b']) {
      assert.throws(
        () => of({ HTTPS_PROXY: bad }),
        (error) => error instanceof LiveError && error.reason === 'badProxy',
        bad,
      );
    }
  });
});
