import type { ReactElement } from 'react';
import { useId, useState } from 'react';
import { CALL_OUTCOMES } from '../../panel-dunning.js';
import { write } from '../api.js';
import { t, word } from '../boot.js';
import { useTask } from '../hooks.js';
import { Button } from '../kit/controls.js';
import { Dialog } from '../kit/dialog.js';
import { Refused } from '../kit/states.js';

interface OutcomeProps {
  readonly id: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** How a call went. */
export function CallOutcome({ id, onClose, onDone }: OutcomeProps): ReactElement {
  const form = useId();
  const name = useId();
  const [outcome, setOutcome] = useState<(typeof CALL_OUTCOMES)[number]>('reached');
  const [note, setNote] = useState('');
  const task = useTask(async () => {
    await write('call-tasks', 'done', { id, outcome, note: note.trim() });
    onDone();
  });
  return (
    <Dialog
      title={t('calls.noteTitle')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('methods.cancel')}</Button>
          <Button look="primary" type="submit" form={form} busy={task.busy}>
            {t('calls.save')}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className="oc-form"
        onSubmit={(event) => {
          event.preventDefault();
          void task.run();
        }}
      >
        <fieldset className="oc-choices">
          <legend>{t('calls.outcome')}</legend>
          {CALL_OUTCOMES.map((value) => (
            <label key={value} className="oc-check">
              <input
                type="radio"
                name={name}
                checked={outcome === value}
                onChange={() => {
                  setOutcome(value);
                }}
              />
              <span>{word('call_outcome', value)}</span>
            </label>
          ))}
        </fieldset>
        <label className="oc-field">
          <span>{t('calls.noteLabel')}</span>
          <textarea
            dir="auto"
            rows={3}
            maxLength={500}
            value={note}
            onChange={(event) => {
              setNote(event.target.value.replaceAll('\n', ' '));
            }}
          />
        </label>
      </form>
      <Refused error={task.error} />
    </Dialog>
  );
}
