import type { ReactElement } from 'react';
import { Link } from 'react-router-dom';
import type { BalanceView } from '../../panel-prepaid.js';
import { read } from '../api.js';
import { t } from '../boot.js';
import { useLoad, useMay } from '../hooks.js';
import { Amount } from '../kit/controls.js';

interface Props {
  readonly customerId: string;
  readonly subscriptionId: string;
}

/** What a prepaid service has left, beside it; leads to where it is topped up. */
export function BalanceLine(props: Props): ReactElement | null {
  return useMay()('ledger:read') ? <Line {...props} /> : null;
}

function Line({ customerId, subscriptionId }: Props): ReactElement | null {
  const load = useLoad(subscriptionId, () =>
    read<BalanceView>('customers', 'balance', { subscription_id: subscriptionId }),
  );
  if (load.error || !load.data) return null;
  const { balance } = load.data;
  return (
    <p className={balance.amount <= 0 ? 'oc-bad-text' : undefined}>
      {t('prepaid.balance')}: <Amount money={balance} />{' '}
      <Link to={`/admin/resources/customers/records/${customerId}/billing#prepaid`}>{t('prepaid.open')}</Link>
    </p>
  );
}
