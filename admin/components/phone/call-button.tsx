import type { ReactElement, ReactNode } from 'react';
import { useState } from 'react';
import { PhoneCall as PhoneIcon } from 'react-feather';
import type { CustomerDetail } from '../../panel-services.js';
import { t } from '../boot.js';
import { useMay } from '../hooks.js';
import { Button } from '../kit/controls.js';
import { PhoneCall } from './phone-call.js';

interface CallOfProps {
  readonly customerId: string;
  /** What the call is about, where that is known. */
  readonly caseId?: string;
  readonly icon?: ReactNode;
  readonly small?: boolean;
  readonly onChanged: () => void;
}

/** Begins a call with a customer: the steps open beside the page. */
export function CallOf({ customerId, caseId, icon, small = true, onChanged }: CallOfProps): ReactElement {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        small={small}
        look={small ? 'primary' : 'plain'}
        icon={icon}
        onClick={() => {
          setOpen(true);
        }}
      >
        {t(small ? 'calls.start' : 'phone.start')}
      </Button>
      {isOpen ? (
        <PhoneCall
          customerId={customerId}
          caseId={caseId ?? null}
          onEnd={() => {
            setOpen(false);
            onChanged();
          }}
        />
      ) : null}
    </>
  );
}

interface ButtonProps {
  readonly customer: CustomerDetail;
  readonly caseId?: string;
  readonly onChanged: () => void;
}

/** The same in a page's head, for whoever may talk to customers. */
export function CallButton({ customer, caseId, onChanged }: ButtonProps): ReactElement | null {
  if (!useMay()('identity_checks:write')) return null;
  return (
    <CallOf
      customerId={customer.id}
      {...(caseId === undefined ? {} : { caseId })}
      icon={<PhoneIcon size={15} aria-hidden="true" />}
      small={false}
      onChanged={onChanged}
    />
  );
}
