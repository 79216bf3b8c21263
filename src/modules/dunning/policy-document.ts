import type { DunningPolicy, NetworkCap, Segment } from './dunning-policy.js';
import type { AnnouncedAct, ApprovedAct, CappedNetwork, DunningMail, StepAct } from './dunning-vocabulary.js';

/** A policy as it is written in the configuration, sent over REST and stored; complete. */
export interface PolicyDocument {
  segments: SegmentDocument[];
  stages: { grace: 1; warning: number | null; suspended: number | null; terminated: number | null };
  retry_days: number[];
  steps: { day: number; mail: DunningMail | null; warns_of: AnnouncedAct | null; do: StepAct[] }[];
  warn_days_before: number;
  /** `HH:MM` of the customer's day. */
  retry_at: string;
  pay_days: number[];
  technical_retry_hours: number[];
  issuer_retries: number;
  new_card_attempts_per_day: number;
  backup: 'terminal' | 'never';
  approval: ApprovedAct[];
  caps: Record<CappedNetwork, CapDocument>;
}

interface SegmentDocument {
  customer_type?: Segment['customerType'];
  service_type?: string | undefined;
  billing_mode?: Segment['billingMode'];
}

interface CapDocument {
  per_24h: number | null;
  per_30d: number;
  by_hand_per_30d: number;
}

/** The document of a policy; read again it is the same policy. */
export function policyDocument(policy: DunningPolicy): PolicyDocument {
  const { segments, stages, steps, caps } = policy;
  return {
    segments: segments.map(writtenSegment),
    stages: { ...stages },
    retry_days: [...policy.retryDays],
    steps: steps.map((each) => ({
      day: each.day,
      mail: each.mail,
      warns_of: each.warnsOf,
      do: [...each.acts],
    })),
    warn_days_before: policy.warnDaysBefore,
    retry_at: `${two(Math.floor(policy.morning / 60))}:${two(policy.morning % 60)}`,
    pay_days: [...policy.payDays],
    technical_retry_hours: [...policy.technicalRetryHours],
    issuer_retries: policy.issuerRetries,
    new_card_attempts_per_day: policy.newCardAttemptsPerDay,
    backup: policy.backup,
    approval: [...policy.approval],
    caps: { visa: written(caps.visa), mastercard: written(caps.mastercard), other: written(caps.other) },
  };
}

/** The policy that a document describes. */
export function toPolicy(document: PolicyDocument): DunningPolicy {
  const { visa, mastercard, other } = document.caps;
  return {
    segments: document.segments.map(readSegment),
    stages: document.stages,
    retryDays: document.retry_days,
    steps: document.steps.map((given) => ({
      day: given.day,
      mail: given.mail,
      warnsOf: given.warns_of,
      acts: given.do,
    })),
    warnDaysBefore: document.warn_days_before,
    morning: Number(document.retry_at.slice(0, 2)) * 60 + Number(document.retry_at.slice(3)),
    payDays: document.pay_days,
    technicalRetryHours: document.technical_retry_hours,
    issuerRetries: document.issuer_retries,
    newCardAttemptsPerDay: document.new_card_attempts_per_day,
    backup: document.backup,
    approval: document.approval,
    caps: { visa: read(visa), mastercard: read(mastercard), other: read(other) },
  };
}

function writtenSegment({ customerType, serviceType, billingMode }: Segment): SegmentDocument {
  return {
    ...(customerType === undefined ? {} : { customer_type: customerType }),
    ...(serviceType === undefined ? {} : { service_type: serviceType }),
    ...(billingMode === undefined ? {} : { billing_mode: billingMode }),
  };
}

function readSegment(given: SegmentDocument): Segment {
  return {
    ...(given.customer_type === undefined ? {} : { customerType: given.customer_type }),
    ...(given.service_type === undefined ? {} : { serviceType: given.service_type }),
    ...(given.billing_mode === undefined ? {} : { billingMode: given.billing_mode }),
  };
}

function written({ per24h, per30d, byHandPer30d }: NetworkCap): CapDocument {
  return { per_24h: per24h, per_30d: per30d, by_hand_per_30d: byHandPer30d };
}

function read(given: CapDocument): NetworkCap {
  return { per24h: given.per_24h, per30d: given.per_30d, byHandPer30d: given.by_hand_per_30d };
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
