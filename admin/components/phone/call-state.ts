import { useRef, useState } from 'react';
import type { ListAnswer } from '../../contract.js';
import type { InvoiceRow } from '../../panel-billing.js';
import { CALL_STEPS, type CaseDetail, type CustomerDunning } from '../../panel-dunning.js';
import type { CustomerDetail, PaymentMethodView } from '../../panel-services.js';
import { read } from '../api.js';
import { useLoad, type Load } from '../hooks.js';

export type StepName = (typeof CALL_STEPS)[number];

/** How one step went; the text is for the screen, `how` for the record. */
export interface StepEnd {
  readonly how: 'done' | 'skipped' | 'not_needed' | 'link';
  readonly text: string;
}

/** What a call is about. */
export interface CallScene {
  readonly customer: CustomerDetail;
  readonly methods: readonly PaymentMethodView[];
  /** The case of the call, else the customer's newest that is not over. */
  readonly dunning: CaseDetail | null;
  /** The oldest open invoice that is in no case. */
  readonly invoice: InvoiceRow | null;
}

export interface Call {
  readonly scene: CallScene;
  readonly reload: () => void;
  readonly ends: Readonly<Partial<Record<StepName, StepEnd>>>;
  /** The step that is to be done now; null when all are over. */
  readonly current: StepName | null;
  readonly end: (step: StepName, end: StepEnd) => void;
  /** Opens a step again that was skipped. */
  readonly reopen: (step: StepName) => void;
  /** The method that came in during this call. */
  readonly added: PaymentMethodView | null;
  readonly take: (method: PaymentMethodView) => void;
  /** What stood when the call began. */
  readonly before: CallScene;
  /** Whether the service stood still then. */
  readonly wasSuspended: boolean;
  readonly paid: Paid | null;
  readonly setPaid: (paid: Paid) => void;
}

export interface Paid {
  readonly amount: string;
  readonly method: string;
}

/** Reads what a call is about. */
export function useScene(customerId: string, caseId: string | null): Load<CallScene> {
  const [known, setKnown] = useState(caseId);
  const of = { customer_id: customerId };
  return useLoad(customerId, async () => {
    const [{ customer }, { methods }, dunning] = await Promise.all([
      read<{ customer: CustomerDetail }>('customers', 'get', { id: customerId }),
      read<{ methods: readonly PaymentMethodView[] }>('customers', 'methods', of),
      readCase(customerId, known),
    ]);
    if (dunning) setKnown(dunning.id);
    const invoices = dunning
      ? null
      : await read<ListAnswer<InvoiceRow>>('invoices', 'list', { ...of, state: 'open' });
    return { customer, methods, dunning, invoice: invoices?.rows.at(-1) ?? null };
  });
}

async function readCase(customerId: string, caseId: string | null): Promise<CaseDetail | null> {
  if (caseId !== null) return readDetail(caseId);
  const { cases } = await read<CustomerDunning>('dunning-cases', 'of_customer', { customer_id: customerId });
  const live = cases.find(({ closed_at: closedAt }) => closedAt === null);
  return live ? readDetail(live.id) : null;
}

/** One case as it stands now. */
async function readDetail(id: string): Promise<CaseDetail> {
  return (await read<{ row: CaseDetail }>('dunning-cases', 'row', { id })).row;
}

/** The steps of a call and how far they are. */
export function useCall(scene: CallScene, reload: () => void): Call {
  const [ends, setEnds] = useState<Readonly<Partial<Record<StepName, StepEnd>>>>({});
  const [added, setAdded] = useState<PaymentMethodView | null>(null);
  const [paid, setPaid] = useState<Paid | null>(null);
  const before = useRef(scene);
  return {
    scene,
    reload,
    ends,
    current: CALL_STEPS.find((step) => ends[step] === undefined) ?? null,
    end: (step, end) => {
      setEnds((known) => ({ ...known, [step]: end }));
    },
    reopen: (step) => {
      setEnds((known) => Object.fromEntries(Object.entries(known).filter(([one]) => one !== step)));
    },
    added,
    take: setAdded,
    before: before.current,
    wasSuspended: isSuspended(before.current),
    paid,
    setPaid,
  };
}

/** Whether the service of the call stands still. */
export function isSuspended({ dunning, customer }: CallScene): boolean {
  const ours = customer.subscriptions.find(({ id }) => id === dunning?.subscription_id);
  return ours?.state === 'suspended';
}

/** What is written down of a call. */
export function noteOf({ ends }: Call): Readonly<Record<StepName, string>> {
  return Object.fromEntries(CALL_STEPS.map((step) => [step, ends[step]?.how ?? 'open'])) as Record<
    StepName,
    string
  >;
}
