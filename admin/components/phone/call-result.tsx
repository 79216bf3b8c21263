import type { ReactElement } from 'react';
import { CheckCircle } from 'react-feather';
import { t } from '../boot.js';
import { aboutOf } from '../dunning/words.js';
import { isSuspended, type Call } from './call-state.js';

/** What the customer is told at the end of the call. */
export function CallResult({ call }: { readonly call: Call }): ReactElement | null {
  const { paid, scene, wasSuspended } = call;
  if (!paid) return null;
  const service = scene.dunning ? aboutOf(scene.dunning) : '';
  const stillOut = wasSuspended && isSuspended(scene);
  return (
    <div className="oc-paid" role="status">
      <CheckCircle size={30} aria-hidden="true" />
      <div>
        <strong>{t(wasSuspended && !stillOut ? 'phone.paidRestored' : 'phone.paid')}</strong>
        <p>{t('phone.paidText', { amount: paid.amount, method: paid.method })}</p>
        {wasSuspended ? (
          <p>{t(stillOut ? 'phone.stillSuspended' : 'phone.restoredText', { service })}</p>
        ) : null}
      </div>
    </div>
  );
}
