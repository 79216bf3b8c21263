import { localDay } from '../../common/calendar.js';
import type { CaseFacts, DoneEffect, MailFate } from './dunning-facts.js';
import type { DunningPolicy, LadderStep } from './dunning-policy.js';
import { ANNOUNCED_ACTS, type AnnouncedAct } from './dunning-vocabulary.js';

/** Something that was done on a local day. */
export interface DoneOn extends Pick<DoneEffect, 'key' | 'mail'> {
  readonly on: string;
}

/** How far an act was announced: by a warning that left, one that waits to, some that are lost, or none. */
export interface Announcement {
  /** The first local day on which a warning left, or a person answered for it; null while none has. */
  readonly on: string | null;
  /** `again`: what was lost can be sent now. */
  readonly fate: MailFate['state'] | 'none';
}

/** What was done, with the mails that are to be sent once more taken out again. */
export interface Told {
  /** By key, a mail's being that of its step however often it was tried. */
  readonly done: ReadonlyMap<string, string>;
  readonly announced: Readonly<Record<AnnouncedAct, Announcement>>;
  /** The days on which a mail was written. */
  readonly mailedOn: readonly string[];
  /** How often the mail of a step was written. */
  readonly tries: ReadonlyMap<string, number>;
}

/** The key of the mail of a step. */
export function mailKey({ day }: Pick<LadderStep, 'day'>): string {
  return `${String(day)}:mail`;
}

/** The key under which a person answers for it that the customer knows of an act of which no mail could tell him. */
export function toldKey(act: AnnouncedAct): string {
  return `told:${act}`;
}

/** What was told so far: a warning counts from the day on which it left, not from that on which it was written. */
export function toldBy(policy: DunningPolicy, { timeZone }: CaseFacts, entries: readonly DoneOn[]): Told {
  const done = new Map<string, string>();
  const mails = new Map<string, DoneOn>();
  const tries = new Map<string, number>();
  const mailedOn: string[] = [];
  for (const entry of entries) {
    const [key = entry.key] = entry.key.split('~');
    done.set(key, entry.on);
    if (!key.endsWith(':mail')) continue;
    mails.set(key, entry);
    tries.set(key, (tries.get(key) ?? 0) + 1);
    mailedOn.push(entry.on);
  }
  const announcedBy = (act: AnnouncedAct): Announcement => {
    const fates = policy.steps
      .filter(({ warnsOf }) => warnsOf === act)
      .flatMap((step) => mails.get(mailKey(step)) ?? []);
    return announcement(fates, done.get(toldKey(act)), timeZone);
  };
  const announced = { suspend: announcedBy('suspend'), terminate: announcedBy('terminate') };
  for (const step of policy.steps)
    if (step.warnsOf !== null && mails.get(mailKey(step))?.mail?.state === 'again')
      done.delete(mailKey(step));
  return { done, announced, mailedOn, tries };
}

/** The days on which acts were announced, of those that were. */
export function warnedOn(announced: Told['announced']): Partial<Record<AnnouncedAct, string>> {
  return Object.fromEntries(
    ANNOUNCED_ACTS.flatMap((act) => {
      const { on } = announced[act];
      return on === null ? [] : [[act, on]];
    }),
  );
}

function announcement(
  mails: readonly DoneOn[],
  vouchedOn: string | undefined,
  timeZone: string,
): Announcement {
  const left = mails.flatMap(({ on, mail }) => {
    if (mail === undefined) return [on];
    return mail.state === 'sent' ? [localDay(mail.at, timeZone)] : [];
  });
  const [on] = [...left, ...(vouchedOn === undefined ? [] : [vouchedOn])].toSorted();
  if (on !== undefined) return { on, fate: 'sent' };
  const fate = (['waiting', 'again', 'lost'] as const).find((state) =>
    mails.some(({ mail }) => mail?.state === state),
  );
  return { on: null, fate: fate ?? 'none' };
}
