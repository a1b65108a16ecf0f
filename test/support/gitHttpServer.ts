import { spawn } from 'node:child_process';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** Bare repositories of a folder over HTTP on the loopback, by git's own `http-backend`, behind a password. */
export class GitHttpServer {
  readonly url: string;
  readonly #server: http.Server;

  private constructor(server: http.Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** @param environment what git is started with */
  static async start(folder: string, password: string, environment: NodeJS.ProcessEnv): Promise<GitHttpServer> {
    const server = http.createServer((request, response) => {
      const given = Buffer.from((request.headers.authorization ?? '').replace(/^Basic /, ''), 'base64').toString();
      if (given !== `someone:${password}`) {
        response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="test"' }).end();
        return;
      }
      const [path = '', query = ''] = (request.url ?? '').split('?');
      const backend = spawn('git', ['http-backend'], {
        env: {
          ...environment,
          GIT_PROJECT_ROOT: folder,
          GIT_HTTP_EXPORT_ALL: '1',
          REMOTE_USER: 'someone',
          REMOTE_ADDR: '127.0.0.1',
          PATH_INFO: path,
          QUERY_STRING: query,
          REQUEST_METHOD: request.method,
          CONTENT_TYPE: request.headers['content-type'] ?? '',
          HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
          GIT_PROTOCOL: request.headers['git-protocol'] as string | undefined,
        },
      });
      request.pipe(backend.stdin);
      const chunks: Buffer[] = [];
      backend.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
      backend.on('close', () => {
        const all = Buffer.concat(chunks);
        const end = all.indexOf('\r\n\r\n');
        const headers = all.subarray(0, end).toString().split('\r\n');
        let status = 200;
        for (const line of headers) {
          const [name = '', value = ''] = line.split(/: (.*)/);
          if (name === 'Status') status = Number.parseInt(value, 10);
          else response.setHeader(name, value);
        }
        response.writeHead(status).end(all.subarray(end + 4));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new GitHttpServer(server);
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
