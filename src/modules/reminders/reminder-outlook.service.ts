import { Inject, Injectable } from '@nestjs/common';
import { daysBetween, localDay } from '../../common/calendar.js';
import { Clock } from '../../common/clock/clock.js';
import { CONFIG, type Config } from '../../common/config/config.js';
import { Sql } from '../../common/database/sql.js';
import type { Locale } from '../../common/i18n/locale.js';
import { CustomersService } from '../customers/index.js';
import {
  explained,
  MessageLog,
  NotificationsService,
  Suppressions,
  type Message,
} from '../notifications/index.js';
import {
  outlookOf,
  stageOf,
  type OutlookCard,
  type OutlookHold,
  type OutlookVerdict,
} from './reminder-outlook.js';
import { messageTypeFor, type ReminderType, type Stage } from './stages.js';

/** One card, and why its customer has or has not been reminded of it. */
export interface CardOutlook {
  readonly payment_method_id: string;
  readonly brand: string | null;
  readonly last4: string | null;
  readonly expires_on: string;
  readonly days_left: number;
  readonly is_default: boolean;
  readonly stage: Stage | null;
  readonly type: ReminderType | null;
  readonly verdict: OutlookVerdict;
  /** The message of its stage, with what became of it in words. */
  readonly message: {
    readonly id: string;
    readonly state: string;
    readonly explanation: Readonly<Record<Locale, string>>;
  } | null;
  readonly next_on: string | null;
}

/** Whether reminders reach a customer, and how they stand for each card. */
export interface ReminderOutlookView {
  readonly hold: OutlookHold;
  /** Why and since when the address is shut out. */
  readonly suppression: { readonly reason: string; readonly created_at: string } | null;
  /** False where Mailjet, or whom mails come from, is not configured: nothing goes at all. */
  readonly configured: boolean;
  readonly cards: readonly CardOutlook[];
}

interface CardRow extends Record<string, unknown> {
  readonly id: string;
  readonly brand: string | null;
  readonly last4: string | null;
  readonly expires_on: string;
  readonly is_default: boolean;
  readonly is_named: boolean;
  readonly is_replaced: boolean;
}

const MOST_CARDS = 50;

const CARDS = {
  name: 'reminder_outlook_cards',
  text: `
    SELECT m.id, m.brand, m.last4, to_char(m.expires_on, 'YYYY-MM-DD') AS expires_on, m.is_default,
      EXISTS (SELECT 1 FROM subscriptions s WHERE s.payment_method_id = m.id
        AND s.state IN ('pending_payment_method', 'active', 'suspended')) AS is_named,
      m.former_default_at IS NOT NULL AND NOT m.is_default AND EXISTS (
        SELECT 1 FROM payment_methods d WHERE d.customer_id = m.customer_id AND d.is_default AND d.status = 'active'
          AND (d.expires_on IS NULL OR (d.expires_on > m.expires_on AND d.expires_on >= $2::date))) AS is_replaced
    FROM payment_methods m
    WHERE m.customer_id = $1 AND m.status = 'active' AND m.expires_on IS NOT NULL
    ORDER BY m.is_default DESC, m.expires_on, m.id LIMIT ${String(MOST_CARDS)}`,
};

/** What of the mails an outlook is made from. */
@Injectable()
export class OutlookParts {
  constructor(
    readonly log: MessageLog,
    readonly suppressions: Suppressions,
    readonly notifications: NotificationsService,
  ) {}
}

/** "Why did this customer get no reminder?", answered by the rules that the sweep goes by. */
@Injectable()
export class ReminderOutlook {
  constructor(
    private readonly sql: Sql,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
    private readonly customers: CustomersService,
    private readonly parts: OutlookParts,
  ) {}

  /** Throws 404 for an unknown customer. */
  async of(customerId: string): Promise<ReminderOutlookView> {
    const customer = await this.customers.get(customerId);
    const { email, remindersOptOut } = customer;
    const suppression = email === null ? null : await this.parts.suppressions.find(email);
    const hold = holdOf(email, remindersOptOut, suppression !== null);
    const today = localDay(this.clock.now(), customer.timeZone);
    const rows = await this.sql.rows<CardRow>(CARDS, [customerId, today]);
    return {
      hold,
      suppression: suppression && {
        reason: suppression.reason,
        created_at: suppression.createdAt.toISOString(),
      },
      configured: this.parts.notifications.configured('card_expiry_30'),
      cards: await this.cards(rows, today, hold),
    };
  }

  private async cards(rows: readonly CardRow[], today: string, hold: OutlookHold): Promise<CardOutlook[]> {
    const judged = rows.map((row) => {
      const card = cardOf(row, today);
      return { row, card, stage: stageOf(card, this.config.reminders) };
    });
    const keys = judged.map(({ row, stage }) => `reminder:${row.id}:${row.expires_on}:${String(stage)}`);
    const messages = await this.parts.log.ofCauses(keys);
    return judged.map(({ row, card, stage }, index) => {
      const message = messages.get(keys[index] ?? '') ?? null;
      const { verdict, nextOn } = outlookOf(card, this.config.reminders, {
        hold,
        isWritten: message !== null,
      });
      return {
        payment_method_id: row.id,
        brand: row.brand,
        last4: row.last4,
        expires_on: row.expires_on,
        days_left: card.daysLeft,
        is_default: row.is_default,
        stage,
        type: stage === null ? null : messageTypeFor(stage),
        verdict,
        message: message && toMessage(message),
        next_on: nextOn,
      };
    });
  }
}

function cardOf(row: CardRow, today: string): OutlookCard {
  const named = row.is_named ? 'named' : 'other';
  return {
    role: row.is_default ? 'default' : named,
    expiresOn: row.expires_on,
    daysLeft: daysBetween(today, row.expires_on),
    isReplaced: row.is_replaced,
  };
}

function holdOf(email: string | null, isOptedOut: boolean, isSuppressed: boolean): OutlookHold {
  if (email === null) return 'no_email';
  if (isOptedOut) return 'opted_out';
  return isSuppressed ? 'suppressed' : null;
}

function toMessage(message: Message): NonNullable<CardOutlook['message']> {
  return {
    id: message.id,
    state: message.state,
    explanation: { ar: explained(message, 'ar'), en: explained(message, 'en') },
  };
}
