import type { ReactElement } from 'react';
import { useId, useState } from 'react';
import { CALL_OUTCOMES } from '../../panel-dunning.js';
import { write } from '../api.js';
import { t, word } from '../boot.js';
import { useTask } from '../hooks.js';
import { TextArea } from '../kit/fields.js';
import { FormDialog } from '../kit/form-dialog.js';

interface OutcomeProps {
  readonly id: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

const LONGEST_NOTE = 500;

/** How a call went. */
export function CallOutcome({ id, onClose, onDone }: OutcomeProps): ReactElement {
  const name = useId();
  const [outcome, setOutcome] = useState<(typeof CALL_OUTCOMES)[number]>('reached');
  const [note, setNote] = useState('');
  const task = useTask(async () => {
    await write('call-tasks', 'done', { id, outcome, note: note.trim() });
    onDone();
  });
  return (
    <FormDialog title={t('calls.noteTitle')} submit={t('calls.save')} task={task} onClose={onClose}>
      <fieldset role="radiogroup" className="oc-choices">
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
      <TextArea
        name="note"
        label={t('calls.noteLabel')}
        rows={3}
        maxLength={LONGEST_NOTE}
        value={note}
        onType={(typed) => {
          setNote(typed.replaceAll('\n', ' '));
        }}
      />
    </FormDialog>
  );
}
