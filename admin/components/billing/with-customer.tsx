import type { ReactElement, ReactNode } from 'react';
import type { CustomerDetail } from '../../panel-services.js';
import { read } from '../api.js';
import { useIdentity } from '../customer/identity.js';
import { useLoad } from '../hooks.js';
import { useBillingActions, type BillingActions } from './actions.js';

interface Props {
  readonly customerId: string | null;
  readonly onChanged: () => void;
  /** Drawn without actions until it is known whose it is. */
  readonly children: (actions: BillingActions | null) => ReactNode;
}

/** What can be done with an invoice or a payment on a page of its own: it takes knowing whose it is, and who calls. */
export function WithCustomer({ customerId, onChanged, children }: Props): ReactElement {
  const load = useLoad(customerId ?? '', () =>
    customerId === null
      ? Promise.resolve(null)
      : read<{ customer: CustomerDetail }>('customers', 'get', { id: customerId }),
  );
  if (!load.data) return <>{children(null)}</>;
  const changed = (): void => {
    load.reload();
    onChanged();
  };
  return (
    <Acting customer={load.data.customer} onChecked={load.reload} onChanged={changed}>
      {children}
    </Acting>
  );
}

interface ActingProps {
  readonly customer: CustomerDetail;
  readonly onChecked: () => void;
  readonly onChanged: () => void;
  readonly children: Props['children'];
}

function Acting({ customer, onChecked, onChanged, children }: ActingProps): ReactElement {
  const identity = useIdentity(customer, onChecked);
  const actions = useBillingActions(customer, identity, onChanged);
  return (
    <>
      {children(actions)}
      {actions.dialogs}
      {identity.dialog}
    </>
  );
}
