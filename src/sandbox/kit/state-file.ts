import { createReadStream } from 'node:fs';
import { type FileHandle, open, rename } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { type RecordStore } from './records.js';

const FLUSH_AFTER_MS = 50;
const COMPACT_AFTER_BYTES = 32 * 1024 * 1024;
const CHUNK = 64 * 1024;

/**
 * The state on disk: one line for each change, `[kind, id, record]`, the last line of a record wins. A line cut by a
 * killed process is skipped, so a crash loses at most what was not yet flushed. Rewritten whole at start and when it
 * has grown, into a second file that then takes the first one's name.
 */
export class StateFile {
  private file: FileHandle | null = null;
  private readonly dirty = new Map<string, Set<string>>();
  private timer: NodeJS.Timeout | null = null;
  private writing: Promise<void> = Promise.resolve();
  private waiting: Promise<void> | null = null;
  private grownBy = 0;

  constructor(
    private readonly path: string,
    private readonly store: RecordStore,
  ) {}

  /** Reads what is there and begins to note changes. */
  async open(): Promise<void> {
    await this.read();
    await this.compact();
    this.store.listeners.push((kind, id) => {
      this.note(kind, id);
    });
  }

  /** Resolves when every change so far is with the operating system. */
  flush(): Promise<void> {
    this.waiting ??= this.writing.then(() => {
      this.waiting = null;
      return this.append();
    });
    this.writing = this.waiting;
    return this.waiting;
  }

  async close(): Promise<void> {
    await this.flush();
    if (this.timer !== null) clearTimeout(this.timer);
    await this.file?.close();
    this.file = null;
  }

  private note(kind: string, id: string): void {
    const ids = this.dirty.get(kind);
    if (ids === undefined) this.dirty.set(kind, new Set([id]));
    else ids.add(id);
    this.timer ??= setTimeout(() => {
      this.timer = null;
      void this.flush();
    }, FLUSH_AFTER_MS).unref();
  }

  private async append(): Promise<void> {
    if (this.file === null || this.dirty.size === 0) return;
    let lines = '';
    for (const [kind, ids] of this.dirty) {
      for (const id of ids) lines += lineOf(kind, id, this.store.record(kind, id) ?? null);
    }
    this.dirty.clear();
    await this.file.appendFile(lines);
    this.grownBy += lines.length;
    if (this.grownBy > COMPACT_AFTER_BYTES) await this.compact();
  }

  private async compact(): Promise<void> {
    const draft = `${this.path}.new`;
    const next = await open(draft, 'w', 0o600);
    let lines = '';
    for (const [kind, record] of this.store.everything()) {
      lines += lineOf(kind, '', record);
      if (lines.length < CHUNK) continue;
      await next.appendFile(lines);
      lines = '';
    }
    await next.appendFile(lines);
    await rename(draft, this.path);
    await this.file?.close();
    this.file = next;
    this.grownBy = 0;
  }

  private async read(): Promise<void> {
    const found = await open(this.path, 'a', 0o600);
    await found.close();
    for await (const line of createInterface({ input: createReadStream(this.path), crlfDelay: Infinity })) {
      const entry = parseLine(line);
      if (entry !== null) this.store.restore(...entry);
    }
  }
}

function lineOf(kind: string, id: string, record: object | null): string {
  return `${JSON.stringify([kind, id, record])}\n`;
}

function parseLine(line: string): [string, string, object | null] | null {
  try {
    return JSON.parse(line) as [string, string, object | null];
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
