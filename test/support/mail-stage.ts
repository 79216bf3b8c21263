import { Logger } from '@nestjs/common';
import { loadConfig } from '../../src/common/config/load-config.js';
import type { Config } from '../../src/common/config/config.js';
import { Clock } from '../../src/common/clock/clock.js';
import { uuidv7 } from '../../src/common/database/ids.js';
import { Sql } from '../../src/common/database/sql.js';
import { SignedTokens } from '../../src/common/security/signed-tokens.js';
import { BatchSender } from '../../src/modules/notifications/batch-sender.service.js';
import { DeliveryService } from '../../src/modules/notifications/delivery.service.js';
import {
  Message,
  MessageLog,
  NotificationsService,
  Suppression,
  type NewMessage,
} from '../../src/modules/notifications/index.js';
import { LookUp } from '../../src/modules/notifications/look-up.service.js';
import { MailComposer } from '../../src/modules/notifications/mail-composer.service.js';
import { MailRenderer } from '../../src/modules/notifications/mail-renderer.service.js';
import { MailjetEmailSender } from '../../src/modules/notifications/mailjet.email-sender.js';
import { startMailjetStandIn, type MailjetStandIn } from '../../src/sandbox/mailjet/index.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

/** Both times under the test's hand: real time goes on by itself from wherever it was put. */
export class HandClock extends Clock {
  private ahead = 0;

  override real(): Date {
    return new Date(Date.now() + this.ahead);
  }

  override now(): Date {
    return this.real();
  }

  forward(ms: number): void {
    this.ahead += ms;
  }
}

export const MAILJET = { apiKey: 'key', apiSecret: 'secret' } as const;

/** The services that deliver, as one process has them. */
export interface Mailer {
  readonly notifications: NotificationsService;
  readonly delivery: DeliveryService;
  readonly log: MessageLog;
  readonly sender: MailjetEmailSender;
  readonly composer: MailComposer;
  readonly sql: Sql;
}

type MessageOptions = Partial<Pick<NewMessage, 'notBefore' | 'subjectId'>>;

/** A database, a Mailjet and any number of processes that deliver. */
export interface MailStage extends AsyncDisposable {
  readonly database: TestDatabase;
  readonly mailjet: MailjetStandIn;
  readonly clock: HandClock;
  /** One process; settings of the environment over those of the stage. */
  mailer(env?: Readonly<Record<string, string>>, answerMs?: number): Mailer;
  /** Queues `sign_in_link` messages to `u0@example.com` and on. */
  queue(mailer: Mailer, count: number, more?: MessageOptions): Promise<void>;
  rows(): Promise<Message[]>;
  states(): Promise<Record<string, number>>;
}

export function mailConfig(apiBase: string, env: Readonly<Record<string, string>> = {}): Config {
  return loadConfig({
    cwd: '/app',
    readFile: () => null,
    env: {
      MODE: 'test',
      MAILJET__API_KEY: MAILJET.apiKey,
      MAILJET__API_SECRET: MAILJET.apiSecret,
      MAILJET__API_BASE: apiBase,
      MAILJET__TYPES__DEFAULT__FROM_EMAIL: 'billing@example.com',
      ...env,
    },
  });
}

/** The outages that a test makes are not news. */
export async function createMailStage(): Promise<MailStage> {
  Logger.overrideLogger(false);
  const clock = new HandClock();
  const [database, mailjet] = await Promise.all([
    createTestDatabase([Message, Suppression]),
    startMailjetStandIn(MAILJET),
  ]);
  const rows = (): Promise<Message[]> =>
    database.dataSource.getRepository(Message).find({ order: { dedupeKey: 'ASC' } });
  let queued = 0;
  return {
    database,
    mailjet,
    clock,
    rows,
    mailer: (env, answerMs) => createMailer(database, mailConfig(mailjet.url, env), clock, answerMs),
    queue: async (mailer, count, more = {}) => {
      const first = queued;
      queued += count;
      await mailer.notifications.enqueueMany(
        database.dataSource.manager,
        Array.from({ length: count }, (_, index) => signInLink(first + index, more)),
      );
    },
    states: async () => {
      const counts: Record<string, number> = {};
      for (const { state } of await rows()) counts[state] = (counts[state] ?? 0) + 1;
      return counts;
    },
    [Symbol.asyncDispose]: async () => {
      await mailjet.close();
      await database[Symbol.asyncDispose]();
    },
  };
}

function signInLink(index: number, more: MessageOptions): NewMessage {
  const name = `User ${String(index)}`;
  return {
    type: 'sign_in_link',
    variables: { customer_name: name, minutes: 15, code: null, link: { path: '/care' } },
    customer: { name, email: `u${String(index)}@example.com`, locale: index % 2 === 0 ? 'en' : 'ar' },
    dedupeKey: `test:${uuidv7()}`,
    ...more,
  };
}

/** What the module wires, without Nest. */
export function createMailer(
  { dataSource }: TestDatabase,
  config: Config,
  clock: Clock,
  answerMs?: number,
): Mailer {
  const sql = new Sql(dataSource, config);
  const sender = new MailjetEmailSender(config, answerMs);
  const composer = new MailComposer(
    config,
    clock,
    new SignedTokens(config.security.keys),
    new MailRenderer(),
    sender,
  );
  const batches = new BatchSender(sql, clock, composer, sender);
  const lookUp = new LookUp(sql, clock, sender);
  return {
    sql,
    sender,
    composer,
    notifications: new NotificationsService(clock, composer),
    delivery: new DeliveryService(sql, clock, sender, composer, batches, lookUp),
    log: new MessageLog(dataSource, composer, sender),
  };
}
