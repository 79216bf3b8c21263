import type { ReactElement } from 'react';
import { useEffect, useRef, useState } from 'react';
import { Lock } from 'react-feather';
import type {
  AddedDetail,
  BeginSetup,
  CompleteSetup,
  VendorOption,
} from '../../../portal/payment-form/contract.js';
import type { CustomerDetail, PaymentMethodView } from '../../panel-services.js';
import { asPanelError, read, write, type PanelError } from '../api.js';
import { boot, t } from '../boot.js';
import { useLoad } from '../hooks.js';
import { Dialog } from '../kit/dialog.js';
import { methodName } from '../kit/method.js';
import { Empty, Failed, Skeleton } from '../kit/states.js';
import { expiresSoon, isUsable } from '../method-rules.js';
import type { Identity } from './identity.js';

interface AddProps {
  readonly customer: CustomerDetail;
  readonly methods: readonly PaymentMethodView[];
  readonly identity: Identity;
  readonly onClose: () => void;
  readonly onDone: (text: string) => void;
}

interface FormElement extends HTMLElement {
  vendors: readonly VendorOption[];
  beginSetup: BeginSetup;
  completeSetup: CompleteSetup;
}

const SCRIPT = '/embed/payment-form.js';
const TAG = 'omnicrm-payment-form';
const LOST_ANSWER_WAITS_MS = [800, 2_500];

/** The payment form in a dialog. */
export function AddMethod({ onClose, onDone, ...rest }: AddProps): ReactElement {
  return (
    <Dialog title={t('methods.addTitle')} onClose={onClose} wide behindVendors>
      <MethodForm
        {...rest}
        onClose={onClose}
        onAdded={(method) => {
          onDone(t('methods.addedDone', { method: methodName(method) }));
        }}
      />
    </Dialog>
  );
}

interface MethodFormProps extends Omit<AddProps, 'onDone'> {
  readonly onAdded: (method: PaymentMethodView) => void;
}

/** Hosts the payment form: the vendor's own fields, so that no card number passes through this page. */
export function MethodForm({ customer, methods, identity, onClose, onAdded }: MethodFormProps): ReactElement {
  const load = useLoad(customer.id, async () => {
    const [{ offers }] = await Promise.all([
      read<{ offers: readonly VendorOption[] }>('customers', 'offers'),
      loadForm(),
    ]);
    return offers;
  });
  return (
    <>
      <p className="oc-safe">
        <Lock size={15} aria-hidden="true" />
        {t('methods.addLead')}
      </p>
      {load.error ? <NotLoaded error={load.error} onRetry={load.reload} /> : null}
      {!load.data && !load.error ? <Skeleton rows={4} /> : null}
      {load.data ? (
        <Form
          vendors={load.data}
          customer={customer}
          defaultTicked={offersDefault(customer, methods)}
          identity={identity}
          onClose={onClose}
          onAdded={({ method }) => {
            onAdded(method as PaymentMethodView);
          }}
        />
      ) : null}
    </>
  );
}

/** Ticked when the present default will not do for long, or has not done already. */
function offersDefault({ holds }: CustomerDetail, methods: readonly PaymentMethodView[]): boolean {
  const lasting = methods.some(
    (method) => method.is_default && isUsable(method) && !expiresSoon(method, boot.today),
  );
  return !lasting || holds.some((hold) => hold.kind === 'dunning_case');
}

interface FormProps {
  readonly vendors: readonly VendorOption[];
  readonly customer: CustomerDetail;
  readonly defaultTicked: boolean;
  readonly identity: Identity;
  readonly onClose: () => void;
  readonly onAdded: (added: AddedDetail) => void;
}

function Form({ vendors, customer, defaultTicked, identity, onClose, onAdded }: FormProps): ReactElement {
  const host = useRef<HTMLDivElement>(null);
  const [handlers] = useState({ onClose, onAdded });
  useEffect(() => {
    const form = document.createElement(TAG) as FormElement;
    form.setAttribute('locale', boot.locale);
    form.setAttribute('offer-default', '');
    form.toggleAttribute('default-ticked', defaultTicked);
    form.setAttribute('cancelable', '');
    form.vendors = vendors;
    form.beginSetup = (choice) =>
      readable(
        identity.guard(() => write('customers', 'begin_setup', { customer_id: customer.id, ...choice })),
      );
    form.completeSetup = (setup, completion) => readable(completeOnce({ id: setup.id, ...completion }));
    form.addEventListener('omnicrm:added', (event) => {
      handlers.onAdded(event.detail);
    });
    form.addEventListener('omnicrm:cancel', handlers.onClose);
    host.current?.replaceChildren(form);
    return () => {
      form.remove();
    };
  }, [customer.id]);
  return <div ref={host} className="oc-payment-form" />;
}

/** The answer may be lost after the card was stored; asking again gives the same method. */
async function completeOnce(completion: Readonly<Record<string, unknown>>): ReturnType<CompleteSetup> {
  for (const wait of LOST_ANSWER_WAITS_MS) {
    try {
      return await write('customers', 'complete_setup', completion);
    } catch (error) {
      if (asPanelError(error).code !== 'network') throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
  return write('customers', 'complete_setup', completion);
}

/** Errors as the form reads them: with the problem's own members. */
async function readable<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    const { code, problem } = asPanelError(error);
    throw Object.assign(new Error(code), problem, { code });
  }
}

function NotLoaded({
  error,
  onRetry,
}: {
  readonly error: PanelError;
  readonly onRetry: () => void;
}): ReactElement {
  if (error.code !== 'unexpected') return <Failed error={error} onRetry={onRetry} />;
  return (
    <Empty icon={<Lock size={22} />} title={t('methods.formMissing')} text={t('methods.formMissingText')} />
  );
}

let loading: Promise<void> | undefined;

function loadForm(): Promise<void> {
  if (customElements.get(TAG)) return Promise.resolve();
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = SCRIPT;
    // Vendors' scripts write styles of their own, which the page's policy knows by its nonce.
    script.nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? '';
    script.addEventListener('load', () => {
      resolve();
    });
    script.addEventListener('error', () => {
      loading = undefined;
      script.remove();
      reject(new Error('The payment form did not load.'));
    });
    document.head.append(script);
  });
  return loading;
}
