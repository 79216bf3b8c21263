import { randomInt, randomUUID } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { createInterface } from 'node:readline';

/** A mail that the stand-in took. */
export interface SandboxMail {
  readonly uuid: string;
  /** Decimal text: larger than JavaScript's safe integers, as Mailjet's own are. */
  readonly messageId: string;
  readonly customId: string;
  readonly from: { readonly email: string; readonly name: string };
  readonly to: { readonly email: string; readonly name: string };
  readonly subject: string;
  /** Null for a mail made from a template of Mailjet's, and for one too old to be kept whole. */
  readonly html: string | null;
  readonly text: string | null;
  readonly templateId: number | null;
  readonly variables: Readonly<Record<string, unknown>> | null;
  /** Those that the caller added. */
  readonly headers?: Readonly<Record<string, unknown>>;
  /** RFC 3339. */
  readonly acceptedAt: string;
}

/** What a caller says of a mail; the mailbox gives it its ids. */
export type NewMail = Omit<SandboxMail, 'uuid' | 'messageId'>;

// Mailjet's ids have 18 or 19 digits.
const FIRST_ID = 1_152_921_500_000_000_000n;

/** Every mail taken, in order; bodies of the newest only, so that a million mails fit in memory. */
export class SandboxMailbox {
  private readonly mails: SandboxMail[] = [];
  private readonly byCustomId = new Map<string, number[]>();
  private file: FileHandle | null = null;
  private nextId = FIRST_ID + BigInt(randomInt(1_000_000_000));

  constructor(private readonly keepBodies: number) {}

  /** Reads the state file and goes on writing to it. */
  async open(path: string): Promise<void> {
    if (existsSync(path)) {
      for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
        const mail = parseLine(line);
        if (mail) this.keep(mail);
      }
    }
    this.file = await open(path, 'a', 0o600);
  }

  async close(): Promise<void> {
    await this.file?.close();
    this.file = null;
  }

  /** Takes mails; they are in the state file when this resolves, so that whoever is told "accepted" can rely on it. */
  async take(mails: readonly NewMail[]): Promise<SandboxMail[]> {
    const taken = mails.map((mail) => ({
      ...mail,
      uuid: randomUUID(),
      messageId: String((this.nextId += 1n)),
    }));
    // A leading line break ends a line that a killed process left unfinished.
    if (this.file && taken.length > 0) {
      await this.file.appendFile(`\n${taken.map((mail) => JSON.stringify(mail)).join('\n')}\n`);
    }
    for (const mail of taken) this.keep(mail);
    return taken;
  }

  /** Mails taken, oldest first; only those to one address when it is given. */
  messages(to?: string): readonly SandboxMail[] {
    const address = to?.toLowerCase();
    return address === undefined
      ? this.mails
      : this.mails.filter((mail) => mail.to.email.toLowerCase() === address);
  }

  /** How many were taken. */
  get count(): number {
    return this.mails.length;
  }

  find(uuid: string): SandboxMail | null {
    return this.mails.find((mail) => mail.uuid === uuid) ?? null;
  }

  /** Mails sent with this CustomID: more than one means that somebody got it twice. */
  withCustomId(customId: string): SandboxMail[] {
    return (this.byCustomId.get(customId) ?? []).flatMap((index) => this.mails[index] ?? []);
  }

  /** CustomIDs that were sent more than once. */
  doubled(): string[] {
    return [...this.byCustomId].filter(([, indexes]) => indexes.length > 1).map(([customId]) => customId);
  }

  private keep(mail: SandboxMail): void {
    const index = this.mails.push(mail) - 1;
    const same = this.byCustomId.get(mail.customId);
    if (same) same.push(index);
    else this.byCustomId.set(mail.customId, [index]);
    if (this.nextId <= BigInt(mail.messageId)) this.nextId = BigInt(mail.messageId);
    const tooOld = index - this.keepBodies;
    const old = this.mails[tooOld];
    if (old) this.mails[tooOld] = { ...old, html: null, text: null, variables: null };
  }
}

function parseLine(line: string): SandboxMail | null {
  if (line === '') return null;
  try {
    return JSON.parse(line) as SandboxMail;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
