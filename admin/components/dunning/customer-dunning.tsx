import type { ReactElement } from 'react';
import { useState } from 'react';
import { CheckCircle } from 'react-feather';
import type { CustomerDunning, ExemptionView } from '../../panel-dunning.js';
import type { CustomerDetail } from '../../panel-services.js';
import { read, write } from '../api.js';
import { date, t } from '../boot.js';
import { useLoad, useMay, useSay, useTask } from '../hooks.js';
import { ActDialog } from '../kit/act-dialog.js';
import { Button } from '../kit/controls.js';
import { Empty, Loaded, Refused } from '../kit/states.js';
import { CaseTable } from './dunning-cases.js';

interface DunningProps {
  readonly customer: CustomerDetail;
  readonly onChanged: () => void;
}

/** A customer's cases, and whether dunning leaves the customer alone. */
export function Dunning({ customer, onChanged }: DunningProps): ReactElement {
  const of = { customer_id: customer.id };
  const load = useLoad(customer.id, () => read<CustomerDunning>('dunning-cases', 'of_customer', of));
  const changed = (): void => {
    load.reload();
    onChanged();
  };
  return (
    <section className="oc-panel" aria-busy={load.loading}>
      <Loaded load={load} skeleton={3}>
        {({ cases, exemption }) => (
          <>
            <div className="oc-panel-head">
              <div>
                <h2>{t('dunning.cases')}</h2>
                {exemption ? <ExemptionText exemption={exemption} /> : null}
              </div>
              <ExemptionButtons customerId={customer.id} exemption={exemption} onChanged={changed} />
            </div>
            {cases.length === 0 ? (
              <Empty
                icon={<CheckCircle size={22} />}
                heading="h3"
                title={t('dunning.empty')}
                text={t('dunning.customerEmpty')}
              />
            ) : (
              <CaseTable cases={cases} ofOne />
            )}
          </>
        )}
      </Loaded>
    </section>
  );
}

function ExemptionText({
  exemption: { from, until, reason },
}: {
  readonly exemption: ExemptionView;
}): ReactElement {
  return (
    <p>
      {until === null
        ? t('dunning.exemptSince', { day: date(from) })
        : t('dunning.exemptSinceUntil', { from: date(from), until: date(until) })}
      {': '}
      <bdi>{reason}</bdi>
    </p>
  );
}

interface ButtonsProps {
  readonly customerId: string;
  readonly exemption: ExemptionView | null;
  readonly onChanged: () => void;
}

function ExemptionButtons({ customerId, exemption, onChanged }: ButtonsProps): ReactElement | null {
  const may = useMay();
  const say = useSay();
  const [isOpen, setOpen] = useState(false);
  const of = { customer_id: customerId };
  const end = useTask(async () => {
    await write('dunning-cases', 'end_exemption', of);
    say(t('dunning.exemptionEnded'));
    onChanged();
  });
  if (!may('dunning:write')) return null;
  return (
    <div className="oc-actions">
      {exemption ? (
        <Button busy={end.busy} onClick={() => void end.run()}>
          {t('dunning.endExemption')}
        </Button>
      ) : (
        <Button
          onClick={() => {
            setOpen(true);
          }}
        >
          {t('dunning.exempt')}
        </Button>
      )}
      <Refused error={end.error} />
      {isOpen ? (
        <ActDialog
          title={t('dunning.exempt')}
          text={t('dunning.exemptText')}
          button={t('dunning.exempt')}
          asksReason
          untilLabel={t('dunning.exemptUntil')}
          isUntilOptional
          act={({ until, reason }) =>
            write('dunning-cases', 'exempt', { ...of, reason, ...(until ? { until } : {}) })
          }
          onClose={() => {
            setOpen(false);
          }}
          onDone={() => {
            setOpen(false);
            say(t('dunning.exempted'));
            onChanged();
          }}
        />
      ) : null}
    </div>
  );
}
