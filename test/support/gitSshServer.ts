import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import net, { type AddressInfo, type Socket } from 'node:net';
import path from 'node:path';
import ssh2, { type AuthContext, type ServerChannel } from 'ssh2';

/** How the server treats whoever comes. */
export interface SshBehaviour {
  /** The methods that it offers beside the known key. */
  readonly offers?: 'publickey' | 'password';
  /** Cuts the connection once this many bytes of a push have come in. */
  readonly cutAfter?: number;
  /** Takes connections and says nothing. */
  readonly silent?: boolean;
}

/** Bare repositories of a folder over ssh on the loopback, for one user key. */
export class GitSshServer {
  behaviour: SshBehaviour = {};
  /** The commands that clients asked for, as they asked. */
  readonly commands: string[] = [];
  readonly port: number;
  /** The line of a `known_hosts` file that vouches for it. */
  readonly knownHost: string;
  readonly #listener: net.Server;
  readonly #sockets = new Set<Socket>();

  private constructor(listener: net.Server, hostKey: string) {
    this.#listener = listener;
    this.port = (listener.address() as AddressInfo).port;
    this.knownHost = `[127.0.0.1]:${this.port} ${hostKey}\n`;
  }

  /**
   * @param folder what the paths of its URLs begin in
   * @param userKey the public key that it lets in, as one line
   * @param environment what git is started with
   */
  static async start(folder: string, userKey: string, environment: NodeJS.ProcessEnv): Promise<GitSshServer> {
    const hostKeyFile = path.join(folder, 'host-key');
    const hostKey = writeSshKey(hostKeyFile);
    const known = ssh2.utils.parseKey(userKey);
    if (known instanceof Error) throw known;
    const listener = net.createServer();
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const server = new GitSshServer(listener, hostKey);
    const ssh = new ssh2.Server({ hostKeys: [readFileSync(hostKeyFile)] }, (client) => {
      client.on('error', () => {});
      client.on('authentication', (context) => server.#authenticate(context, known.getPublicSSH()));
      client.on('session', (accept) => {
        accept().on('exec', (acceptExec, _reject, { command }) => {
          server.commands.push(command);
          server.#serve(acceptExec(), folder, command, environment);
        });
      });
    });
    listener.on('connection', (socket) => {
      server.#sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => server.#sockets.delete(socket));
      if (!server.behaviour.silent) ssh.injectSocket(socket);
    });
    return server;
  }

  #authenticate(context: AuthContext, known: Buffer): void {
    const { offers = 'publickey' } = this.behaviour;
    if (offers === 'publickey' && context.method === 'publickey' && context.key.data.equals(known)) context.accept();
    else context.reject([offers]);
  }

  #serve(channel: ServerChannel, folder: string, command: string, environment: NodeJS.ProcessEnv): void {
    const [, program = '', repository = ''] = /^git-(receive-pack|upload-pack) '([^']*)'$/.exec(command) ?? [];
    const child = spawn('git', [program, path.join(folder, repository)], { env: environment });
    let received = 0;
    channel.on('data', (data: Buffer) => {
      received += data.length;
      if (this.behaviour.cutAfter !== undefined && received > this.behaviour.cutAfter) this.cut();
    });
    channel.pipe(child.stdin);
    child.stdin.on('error', () => {});
    child.stdout.pipe(channel, { end: false });
    child.stderr.pipe(channel.stderr, { end: false });
    child.on('close', (code) => {
      channel.exit(code ?? 1);
      channel.end();
    });
  }

  /** Ends every connection without a word. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  stop(): void {
    this.cut();
    this.#listener.close();
  }
}

/**
 * A new key pair in a file that ssh takes; returns the public key as one line. `ssh-keygen` makes it: ssh2's own
 * generator drops a leading zero of an ed25519 key, so that one pair of 256 cannot be read again.
 */
export function writeSshKey(file: string): string {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', file], { stdio: 'pipe' });
  return readFileSync(`${file}.pub`, 'utf8').trim();
}
