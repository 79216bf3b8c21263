import type { ReactElement } from 'react';
import { useState } from 'react';
import { Pause, Play } from 'react-feather';
import type { CaseDetail } from '../../panel-dunning.js';
import type { CustomerDetail, PaymentMethodView } from '../../panel-services.js';
import { write } from '../api.js';
import { day, money, t } from '../boot.js';
import { useIdentity } from '../customer/identity.js';
import { useMay, useSay, useTask } from '../hooks.js';
import { ActDialog } from '../kit/act-dialog.js';
import { Button } from '../kit/controls.js';
import { Menu, type MenuItem } from '../kit/menu.js';
import { Refused } from '../kit/states.js';
import { RetryDialog } from './retry-dialog.js';

type Decision = 'pause' | 'retry' | 'approve' | 'write_off' | 'close';

interface ActionsProps {
  readonly row: CaseDetail;
  readonly customer: CustomerDetail;
  readonly methods: readonly PaymentMethodView[];
  readonly onChanged: () => void;
}

/** What this person may decide about a case. */
export function CaseActions({ row, customer, methods, onChanged }: ActionsProps): ReactElement | null {
  const may = useMay();
  const say = useSay();
  const [open, setOpen] = useState<Decision | null>(null);
  const identity = useIdentity(customer, onChanged);
  const done = (text: string): void => {
    setOpen(null);
    say(text);
    onChanged();
  };
  const resume = useTask(async () => {
    await write('dunning-cases', 'resume', { id: row.id });
    done(t('dunning.resumed'));
  });
  if (row.closed_at !== null) return null;
  const items = itemsOf(row, may, setOpen);
  const question = questionOf(row);
  return (
    <>
      {may('dunning:write') ? <Standing row={row} resume={resume} onPause={setOpen} /> : null}
      {question !== null && may('dunning:approve') ? (
        <Button
          look="danger"
          onClick={() => {
            setOpen('approve');
          }}
        >
          {t(`dunning.${question}`)}
        </Button>
      ) : null}
      {items.length > 0 ? <Menu label={t('list.actions')} items={items} /> : null}
      <Refused error={resume.error} />
      {open === 'retry' ? (
        <RetryDialog
          row={row}
          methods={methods}
          identity={identity}
          onClose={() => {
            setOpen(null);
          }}
          onChanged={onChanged}
          onDone={done}
        />
      ) : null}
      {open === null || open === 'retry' ? null : (
        <Decide
          what={open}
          row={row}
          onClose={() => {
            setOpen(null);
          }}
          onDone={done}
        />
      )}
      {identity.dialog}
    </>
  );
}

/** What the case asks a person: whether the customer knows, or for what cannot be undone. */
function questionOf({ state, waits_for: wait }: CaseDetail): 'vouch' | 'approve' | null {
  if (state !== 'awaiting_approval') return null;
  if (wait === 'untold') return 'vouch';
  return wait === 'approval' ? 'approve' : null;
}

interface StandingProps {
  readonly row: CaseDetail;
  readonly resume: { readonly busy: boolean; readonly run: () => Promise<void> };
  readonly onPause: (what: Decision) => void;
}

function Standing({ row, resume, onPause }: StandingProps): ReactElement {
  if (row.state === 'paused')
    return (
      <Button
        icon={<Play size={15} aria-hidden="true" />}
        busy={resume.busy}
        onClick={() => void resume.run()}
      >
        {t('dunning.resume')}
      </Button>
    );
  return (
    <Button
      icon={<Pause size={15} aria-hidden="true" />}
      onClick={() => {
        onPause('pause');
      }}
    >
      {t('dunning.pauseButton')}
    </Button>
  );
}

function itemsOf(
  row: CaseDetail,
  may: (scope: string) => boolean,
  open: (what: Decision) => void,
): MenuItem[] {
  const item = (label: string, what: Decision, danger = false): MenuItem => ({
    label,
    danger,
    onPick: () => {
      open(what);
    },
  });
  return [
    ...(may('payments:write') ? [item(t('dunning.retry'), 'retry')] : []),
    ...(may('dunning:write') && row.state === 'paused' ? [item(t('dunning.pause'), 'pause')] : []),
    ...(may('dunning:write') ? [item(t('dunning.close'), 'close', true)] : []),
    ...(may('dunning:approve') ? [item(t('dunning.writeOff'), 'write_off', true)] : []),
  ];
}

interface DecideProps {
  readonly what: Exclude<Decision, 'retry'>;
  readonly row: CaseDetail;
  readonly onClose: () => void;
  readonly onDone: (text: string) => void;
}

function Decide({ what, row, onClose, onDone }: DecideProps): ReactElement {
  const { id, owed } = row;
  const amount = money(owed);
  const shared = { onClose };
  const question = questionOf(row) ?? 'approve';
  switch (what) {
    case 'pause':
      return (
        <ActDialog
          {...shared}
          title={t('dunning.pause')}
          text={t('dunning.pauseText')}
          button={t('dunning.pauseButton')}
          untilLabel={t('dunning.until')}
          asksReason
          act={({ until, reason }) => write('dunning-cases', 'pause', { id, until, reason })}
          onDone={({ until }) => {
            onDone(t('dunning.paused', { day: day(until) }));
          }}
        />
      );
    case 'approve':
      return (
        <ActDialog
          {...shared}
          danger
          title={t(`dunning.${question}`)}
          text={t(`dunning.${question}Text`)}
          button={t(`dunning.${question}`)}
          act={() => write('dunning-cases', 'approve', { id })}
          onDone={() => {
            onDone(t(`dunning.${question}Done`));
          }}
        />
      );
    case 'write_off':
      return (
        <ActDialog
          {...shared}
          danger
          asksReason
          title={t('dunning.writeOff')}
          text={t('dunning.writeOffText', { amount })}
          button={t('dunning.writeOff')}
          act={({ reason }) => write('dunning-cases', 'write_off', { id, reason })}
          onDone={() => {
            onDone(t('dunning.writtenOff', { amount }));
          }}
        />
      );
    case 'close':
      return (
        <ActDialog
          {...shared}
          danger
          asksReason
          title={t('dunning.close')}
          text={t('dunning.closeText')}
          button={t('dunning.close')}
          act={({ reason }) => write('dunning-cases', 'close', { id, reason })}
          onDone={() => {
            onDone(t('dunning.closedDone'));
          }}
        />
      );
  }
}
