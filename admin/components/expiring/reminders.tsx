import type { ReactElement } from 'react';
import { useState } from 'react';
import { Send } from 'react-feather';
import type { CappedCount } from '../../panel-services.js';
import { write } from '../api.js';
import { t } from '../boot.js';
import { useTask, type Task } from '../hooks.js';
import { FormDialog } from '../kit/form-dialog.js';
import { BatchDialog } from './batch-dialog.js';
import { choiceOf, sizeOf, type Selection } from './selection.js';

export interface Reminders {
  /** Asks once more, then sends and shows how far it is. */
  readonly confirm: (selection: Selection) => void;
  /** To be drawn by the page. */
  readonly dialogs: ReactElement;
}

/** Reminders by hand: to chosen rows, or to everything the filter matches. */
export function useReminders(
  filter: Readonly<Record<string, string>>,
  count: CappedCount | null,
  onDone: () => void,
): Reminders {
  const [asked, setAsked] = useState<Selection | null>(null);
  const [batchId, setBatchId] = useState<string | null>(null);
  const send = useTask(async (selection: Selection) => {
    const choice = choiceOf(selection, filter);
    const { batch_id: id } = await write<{ batch_id: string }>('expiring-cards', 'remind', choice);
    setAsked(null);
    setBatchId(id);
  });
  const close = (): void => {
    setAsked(null);
    send.clear();
  };
  const finish = (): void => {
    setBatchId(null);
    onDone();
  };
  return {
    confirm: setAsked,
    dialogs: (
      <>
        {asked ? <ConfirmDialog selection={asked} count={count} task={send} onClose={close} /> : null}
        {batchId ? <BatchDialog id={batchId} onClose={finish} /> : null}
      </>
    ),
  };
}

interface ConfirmProps {
  readonly selection: Selection;
  readonly count: CappedCount | null;
  readonly task: Task<[Selection]>;
  readonly onClose: () => void;
}

function ConfirmDialog({ selection, count, task, onClose }: ConfirmProps): ReactElement {
  const size = sizeOf(selection, count);
  return (
    <FormDialog
      title={size === null ? t('expiring.confirmTitleAll') : t('expiring.confirmTitle', { count: size })}
      submit={t('expiring.confirmButton')}
      icon={<Send size={15} aria-hidden="true" className="oc-mirror" />}
      task={{ ...task, run: () => task.run(selection) }}
      onClose={onClose}
    >
      <p>{t('expiring.confirmText')}</p>
    </FormDialog>
  );
}
