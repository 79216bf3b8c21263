import { toCaseView, type CaseDetailView, type CaseView } from './case-view.js';
import type { CaseDossier } from './case-dossier.js';
import type { ForecastEntry } from './case-forecast.js';
import type { DeskRow } from './case-desk-query.js';
import type { CaseLook, CaseOutlook } from './case-outlook.js';
import type { CaseWait } from './due-effects.js';
import type { DunningCase } from './dunning-case.entity.js';
import type { DunningPolicy } from './dunning-policy.js';
import type { CappedNetwork } from './dunning-vocabulary.js';
import { capFreeAt, capUse, networkOf } from './network-caps.js';
import type { NoAttemptReason } from './next-attempt.js';
import type { PolicyDocument } from './policy-document.js';

const LAST_YEAR = 9_999;

/** One thing that will be done. */
export interface StepView {
  readonly at: string;
  readonly does: ForecastEntry['does'];
  /** The stage that is entered, the mail that goes, what has to be approved. */
  readonly detail: string | null;
  /** Of a charge. */
  readonly payment_method_id: string | null;
  readonly cause: string | null;
}

/** Where a case stands on its ladder, and what comes first. */
export interface LookView {
  /** Null for one that is over. */
  readonly day: number | null;
  readonly waits_for: CaseWait | null;
  /** Why nothing is charged by itself; null where something will be. */
  readonly no_charge: NoAttemptReason | null;
  readonly next: readonly StepView[];
}

/** The same with all that comes if each charge is refused as the last one was. */
export interface OutlookView extends LookView {
  readonly entries: readonly StepView[];
}

/** A case as it stands in a list of work. */
export interface CaseDeskView extends CaseView, LookView {
  readonly customer: {
    readonly name: string;
    readonly phone: string | null;
    readonly locale: 'ar' | 'en';
    readonly time_zone: string;
  };
  readonly service: {
    readonly name: string;
    readonly type: string | null;
    readonly state: string | null;
  } | null;
  /** Why the bank said no, the last time that it did. */
  readonly last_decline: {
    readonly bucket: string;
    readonly code: string;
    readonly hint: string;
    readonly at: string;
    readonly payment_method_id: string;
  } | null;
}

/** How much one card may still be asked, whatever for. */
export interface CardCaps {
  readonly payment_method_id: string;
  readonly network: CappedNetwork;
  readonly used: { readonly in_24h: number; readonly in_30d: number };
  readonly most: {
    readonly in_24h: number | null;
    readonly in_30d: number;
    readonly by_hand_in_30d: number;
  };
  /** From when it may be asked by itself, and by a person; null: now. */
  readonly free_at: string | null;
  readonly by_hand_free_at: string | null;
}

/** A case with everything that a person decides by. */
export interface CaseDeskDetail extends Omit<CaseDeskView, 'policy'>, Omit<CaseDetailView, 'policy'> {
  readonly policy: { readonly name: string; readonly version: number; readonly document: PolicyDocument };
  readonly caps: readonly CardCaps[];
  readonly outlook: OutlookView;
}

/** The case in a list. */
export function toDeskView(
  row: DeskRow,
  of: DunningCase,
  dossier: CaseDossier,
  look: CaseLook,
): CaseDeskView {
  return {
    ...toCaseView({ case: of, invoices: dossier.invoices }),
    ...toLookView(look),
    customer: {
      name: row.customerName,
      phone: row.phone,
      locale: row.locale,
      time_zone: row.timeZone,
    },
    service:
      row.service === null ? null : { name: row.service, type: row.serviceType, state: row.serviceState },
    last_decline: lastDecline(dossier),
  };
}

/** The outlook with its instants as texts. */
export function toOutlookView(outlook: CaseOutlook): OutlookView {
  return { ...toLookView(outlook), entries: outlook.entries.map(toStepView) };
}

/** The caps of each card that the case may charge. */
export function capsOf(
  { facts: { attempts, methods } }: CaseDossier,
  { caps }: DunningPolicy,
  now: Date,
): CardCaps[] {
  return methods.map(({ id, card, brand }) => {
    const network = networkOf(brand);
    const cap = caps[network];
    const used = capUse(attempts, card, now);
    const freeAt = (byHand: boolean): string | null => {
      const at = capFreeAt(cap, attempts, { card, byHand, from: now });
      // A ladder that lets nothing through has no such day.
      return at <= now || at.getUTCFullYear() > LAST_YEAR ? null : at.toISOString();
    };
    return {
      payment_method_id: id,
      network,
      used: { in_24h: used.in24h, in_30d: used.in30d },
      most: { in_24h: cap.per24h, in_30d: cap.per30d, by_hand_in_30d: cap.byHandPer30d },
      free_at: freeAt(false),
      by_hand_free_at: freeAt(true),
    };
  });
}

function toLookView({ day, waitsFor, noCharge, next }: CaseLook): LookView {
  return { day, waits_for: waitsFor, no_charge: noCharge, next: next.map(toStepView) };
}

function toStepView(entry: ForecastEntry): StepView {
  return {
    at: entry.at.toISOString(),
    does: entry.does,
    detail: 'detail' in entry ? entry.detail : null,
    payment_method_id: 'methodId' in entry ? entry.methodId : null,
    cause: 'cause' in entry ? entry.cause : null,
  };
}

function lastDecline({ attempts }: CaseDossier): CaseDeskView['last_decline'] {
  const last = attempts.findLast(({ ofCase, decline }) => ofCase && decline !== null);
  if (!last?.decline) return null;
  const { bucket, code, hint } = last.decline;
  return { bucket, code, hint, at: last.at.toISOString(), payment_method_id: last.methodId };
}
