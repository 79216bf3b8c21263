import type { CappedCount, ExpiringRow } from './panel-services.js';

/** What the list component is sent for one page. */
export interface ListAnswer<Row> {
  readonly rows: readonly Row[];
  readonly next_cursor: string | null;
  /** Of the whole filter; told with the first page only. */
  readonly count: CappedCount | null;
}

/** A row of the expiring cards under its card's id. */
export type ExpiringAnswerRow = ExpiringRow & { readonly id: string };

export interface ExpiringAnswer extends ListAnswer<ExpiringAnswerRow> {
  /** Told with the first page only. */
  readonly pinned: readonly ExpiringAnswerRow[];
  /** There are more than the pinned ones; the list of expired ones has them all. */
  readonly pinned_more: boolean;
}

export const HOME_RANGES = ['30', '60', '90', 'expired'] as const;

export interface HomeSummary {
  readonly expiring: Readonly<Record<(typeof HOME_RANGES)[number], CappedCount>>;
}

/** Ways of identifying a caller that the phone script knows. */
export const IDENTITY_METHODS = ['security_question', 'document', 'call_back', 'one_time_code'] as const;

/** The days after which the first page asks who has not acted on a reminder. */
export const FOLLOW_UP_DAYS = 7;
