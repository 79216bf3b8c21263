import { addDays } from '../../common/calendar.js';
import { currentStage, stagesFor, type CardRole, type Stage } from './stages.js';

/** What the reminders of a card depend on, as far as the card goes. */
export interface OutlookCard {
  readonly role: CardRole;
  readonly expiresOn: string;
  /** Calendar days of the customer from today to the last valid day. */
  readonly daysLeft: number;
  /** A former default whose place a card has taken that lasts longer. */
  readonly isReplaced: boolean;
}

export interface OutlookRules {
  readonly stages: readonly Stage[];
  readonly others: readonly Stage[];
  readonly expiredWithinDays: number;
}

/** What keeps reminders from a customer, whichever card they are about; null for nothing. */
export type OutlookHold = 'no_email' | 'opted_out' | 'suppressed' | null;

/**
 * How a card's reminders stand: `written` where its stage has a message, which says what became of it; otherwise why it has none.
 */
export type OutlookVerdict =
  'written' | 'waiting' | 'not_yet' | 'over' | 'other_card' | 'replaced' | Exclude<OutlookHold, null>;

/** The stage that the card is at; null for none. */
export function stageOf({ role, daysLeft }: OutlookCard, rules: OutlookRules): Stage | null {
  const { expiredWithinDays } = rules;
  return currentStage({ daysLeft, stages: stagesFor(role, rules), expiredWithinDays });
}

/** How the reminders of a card stand, and the day of its next stage while it is at none. */
export function outlookOf(
  card: OutlookCard,
  rules: OutlookRules,
  facts: { readonly hold: OutlookHold; readonly isWritten: boolean },
): { readonly verdict: OutlookVerdict; readonly nextOn: string | null } {
  const stage = stageOf(card, rules);
  if (stage !== null) return { verdict: atStage(card, facts), nextOn: null };
  if (card.daysLeft < -rules.expiredWithinDays) return { verdict: 'over', nextOn: null };
  const bar = barOf(card, facts);
  if (bar !== null) return { verdict: bar, nextOn: null };
  const everybody = { ...card, role: 'default' } as const;
  const verdict = stageOf(everybody, rules) === null ? 'not_yet' : 'other_card';
  return { verdict, nextOn: nextStageDay(card, stagesFor(card.role, rules)) };
}

function atStage(
  card: OutlookCard,
  facts: { readonly hold: OutlookHold; readonly isWritten: boolean },
): OutlookVerdict {
  return facts.isWritten ? 'written' : (barOf(card, facts) ?? 'waiting');
}

/** What keeps every reminder of the card from going, now and at each stage to come. */
function barOf(
  { isReplaced }: OutlookCard,
  { hold }: { readonly hold: OutlookHold },
): Exclude<OutlookHold, null> | 'replaced' | null {
  return hold ?? (isReplaced ? 'replaced' : null);
}

/** Above 0 a stage counts back from the last valid day, from 0 down it counts from the day after. */
function nextStageDay({ expiresOn, daysLeft }: OutlookCard, stages: readonly Stage[]): string | null {
  const ahead = stages.map((stage) => (stage > 0 ? stage : stage - 1)).filter((left) => left < daysLeft);
  return ahead.length === 0 ? null : addDays(expiresOn, -Math.max(...ahead));
}
