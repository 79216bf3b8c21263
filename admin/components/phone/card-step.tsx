import type { ReactElement } from 'react';
import { useEffect, useRef, useState } from 'react';
import { CreditCard, Send } from 'react-feather';
import type { PaymentMethodView } from '../../panel-services.js';
import { write } from '../api.js';
import { t } from '../boot.js';
import { MethodForm } from '../customer/add-method.js';
import { useMay, useTask } from '../hooks.js';
import { Button } from '../kit/controls.js';
import { methodName } from '../kit/method.js';
import { Refused } from '../kit/states.js';
import type { StepProps } from './method-steps.js';

const LOOK_EVERY_MS = 4_000;

/** A new method: typed into the vendor's own field while the customer reads it out, or by a link that the customer opens. */
export function CardStep({ call, identity }: StepProps): ReactElement {
  const { customer, methods } = call.scene;
  const may = useMay();
  const [way, setWay] = useState<'typed' | 'link' | null>(null);
  const known = useRef(new Set(methods.map(({ id }) => id)));
  const arrived = methods.find(({ id }) => !known.current.has(id)) ?? null;
  const take = (method: PaymentMethodView): void => {
    call.take(method);
    call.end('card', { how: 'done', text: t('phone.done.card', { method: methodName(method) }) });
  };
  useEffect(() => {
    if (arrived) take(arrived);
  }, [arrived?.id]);
  useEffect(() => {
    if (way !== 'link') return undefined;
    const timer = setInterval(call.reload, LOOK_EVERY_MS);
    return () => {
      clearInterval(timer);
    };
  }, [way]);
  const send = useTask(async () => {
    await write('customers', 'send_link', { customer_id: customer.id });
    setWay('link');
  });
  if (way === 'typed')
    return (
      <MethodForm
        customer={customer}
        methods={methods}
        identity={identity}
        onClose={() => {
          setWay(null);
        }}
        onAdded={(method) => {
          take(method);
          call.reload();
        }}
      />
    );
  if (way === 'link')
    return (
      <>
        <p role="status" className="oc-phone-wait">
          <span className="oc-spinner" aria-hidden="true" />
          {t('phone.waiting')}
        </p>
        <Button
          onClick={() => {
            call.end('card', {
              how: 'link',
              text: t('phone.done.link', { email: customer.email ?? '' }),
            });
          }}
        >
          {t('phone.useExisting')}
        </Button>
      </>
    );
  const start = async (): Promise<void> => {
    if (await identity.confirmed()) setWay('typed');
  };
  return (
    <>
      <div className="oc-actions is-start">
        {may('payment_methods:write') ? (
          <Button
            look="primary"
            icon={<CreditCard size={15} aria-hidden="true" />}
            onClick={() => void start()}
          >
            {t('phone.typeIt')}
          </Button>
        ) : null}
        {may('secure_links:write') ? (
          <Button
            busy={send.busy}
            disabled={customer.email === null}
            title={customer.email === null ? t('secureLink.noEmail') : undefined}
            icon={<Send size={15} aria-hidden="true" className="oc-mirror" />}
            onClick={() => void send.run()}
          >
            {t('secureLink.send')}
          </Button>
        ) : null}
      </div>
      <Refused error={send.error} />
    </>
  );
}
