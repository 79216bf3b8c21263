/** How one part of the system stands; `warning` wants somebody to look, `failing` keeps the part from its work. */
export const PART_STATES = ['ok', 'not_configured', 'warning', 'failing'] as const;

export type PartState = (typeof PART_STATES)[number];

/** What a module's check found out about one part. */
export interface SystemPart {
  /** Snake case, such as `mailjet_senders`. */
  readonly name: string;
  readonly state: PartState;
  /** What is wrong, in a sentence. */
  readonly detail?: string | undefined;
  /** What to try. */
  readonly hint?: string | undefined;
  readonly facts?: Readonly<Record<string, string | number | null>>;
}

/** The worst state among parts; what is not configured is no trouble. */
export function worstOf(parts: readonly SystemPart[]): Exclude<PartState, 'not_configured'> {
  if (parts.some(({ state }) => state === 'failing')) return 'failing';
  return parts.some(({ state }) => state === 'warning') ? 'warning' : 'ok';
}
