import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestApp } from './app.js';
import { freePort } from './free-port.js';

const DOCS = resolve(import.meta.dirname, '../../docs/embed.md');
const OURS = 'https://pay.example.com';
const STRIPE = /https:\/\/(\*\.js|js|api|hooks)\.stripe\.com/g;

/** The files of docs/embed.md in a folder outside the project, with a server of their own; hosts and port are all that is changed in them. */
export class ForeignPage implements AsyncDisposable {
  private server: ChildProcess | null = null;

  private constructor(
    private readonly folder: string,
    private readonly files: ReadonlyMap<string, string>,
    private readonly port: number,
  ) {}

  static async fromDocs(): Promise<ForeignPage> {
    const text = await readFile(DOCS, 'utf8');
    const files = new Map<string, string>();
    for (const [, comment = '', code = ''] of text.matchAll(/^```(?:html|js)\n(.*)\n([^]*?)^```/gm)) {
      const name = /[\w-]+\.(?:html|m?js)/.exec(comment)?.[0];
      if (name !== undefined) files.set(name, code);
    }
    const names = [...files.keys()].join();
    if (names !== 'index.html,your-page.js,server.mjs') throw new Error(`docs/embed.md has ${names}`);
    return new ForeignPage(await mkdtemp(join(tmpdir(), 'shop-')), files, await freePort());
  }

  get origin(): string {
    return `http://127.0.0.1:${String(this.port)}`;
  }

  async start(app: TestApp, customer: string): Promise<void> {
    for (const [name, code] of this.files)
      await writeFile(
        join(this.folder, name),
        code.replaceAll(OURS, app.url).replaceAll(STRIPE, app.stripe.url).replace('8080', String(this.port)),
      );
    const env = {
      CUSTOMER_ID: customer,
      OMNICRM_KEY: await app.apiKey('support', ['payment_methods:write']),
    };
    const server = spawn(process.execPath, ['server.mjs'], {
      cwd: this.folder,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.server = server;
    await new Promise<void>((ready, fail) => {
      server.stdout.once('data', () => {
        ready();
      });
      server.once('exit', () => {
        fail(new Error('The server of docs/embed.md does not start.'));
      });
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server?.kill();
    await rm(this.folder, { recursive: true, force: true });
  }
}
