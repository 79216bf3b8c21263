import { useEffect, useState, type ReactNode } from 'react';
import { api } from '../care-api.js';
import type { Invoice, ListedMethod, Page } from '../care-types.js';
import { useLanguage, useTexts } from '../language.js';
import { Loaded } from '../ui/loaded.js';
import { Action } from '../ui/parts.js';
import { Sheet } from '../ui/sheet.js';
import { useOverview } from '../use-session.js';
import { usePayment } from '../use-payment.js';
import { useResource } from '../use-resource.js';
import { firstChoice, MethodChoice } from './method-choice.js';
import { PaymentSteps, PaymentTrouble } from './payment-steps.js';

interface PayDialogProps {
  readonly invoiceId: string;
  readonly onClose: () => void;
}

/** Pays an open invoice with any method. */
export function PayInvoices({ invoiceId, onClose }: PayDialogProps): ReactNode {
  const { texts, money } = useLanguage();
  const { version } = useOverview();
  const loaded = useResource('to-pay', version, async () => {
    const [methods, invoices] = await Promise.all([api.methods(), api.invoices(null)]);
    return { methods: methods.data, invoices };
  });
  // What is being paid stays on screen when it is paid and so no longer open.
  const [kept, setKept] = useState<Invoice | null>(null);
  const found = kept ?? (loaded.data && toPay(loaded.data.invoices, invoiceId));
  if (found && !kept) setKept(found);
  return (
    <Sheet title={found ? texts.pay.title(money(found.amount_due)) : texts.banners.pay} onClose={onClose}>
      <Loaded resource={loaded}>
        {({ methods }) =>
          found ? <PayForm invoice={found} methods={methods} onClose={onClose} /> : <NothingToPay />
        }
      </Loaded>
    </Sheet>
  );
}

function toPay({ data }: Page<Invoice>, id: string): Invoice | null {
  return data.find((invoice) => invoice.id === id) ?? null;
}

function NothingToPay(): ReactNode {
  return <p>{useTexts().refusals.not_found}</p>;
}

function PayForm({
  invoice,
  methods,
  onClose,
}: {
  readonly invoice: Invoice;
  readonly methods: readonly ListedMethod[];
  readonly onClose: () => void;
}): ReactNode {
  const { texts, money } = useLanguage();
  const run = usePayment();
  const [wish, setWish] = useState<string | null>(null);
  const chosen = wish ?? firstChoice(methods);
  const isOpen = run.step === 'idle' || run.step === 'declined' || run.step === 'failed';
  if (!isOpen)
    return (
      <PaymentSteps run={run} done={{ title: texts.pay.done, body: texts.pay.doneBody }} onFinish={onClose} />
    );
  return (
    <div className="form">
      <p className="muted">
        {invoice.number !== null && <bdi dir="ltr">{invoice.number}</bdi>}
        {invoice.subscription_name !== null && <bdi> · {invoice.subscription_name}</bdi>}
      </p>
      <PaymentTrouble run={run} />
      <MethodChoice methods={methods} value={chosen} onChange={setWish} />
      {chosen !== null && (
        <div className="actions">
          <Action onPress={() => void run.start((key) => api.payInvoice(invoice.id, chosen, key))}>
            {texts.pay.confirm(money(invoice.amount_due))}
          </Action>
          <Action look="quiet" onPress={onClose}>
            {texts.cancel}
          </Action>
        </div>
      )}
    </div>
  );
}

/** A payment that waits for the customer at the bank. */
export function ConfirmPayment({
  paymentId,
  onClose,
}: {
  readonly paymentId: string;
  readonly onClose: () => void;
}): ReactNode {
  const texts = useTexts();
  const run = usePayment();
  const { start } = run;
  useEffect(() => {
    void start(() => api.payment(paymentId));
  }, [start, paymentId]);
  return (
    <Sheet title={texts.banners.confirmAtBank} onClose={onClose}>
      <PaymentTrouble run={run} />
      <PaymentSteps run={run} done={{ title: texts.pay.done, body: texts.pay.doneBody }} onFinish={onClose} />
    </Sheet>
  );
}
