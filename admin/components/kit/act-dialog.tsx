import type { ReactElement } from 'react';
import { useState } from 'react';
import { addDays } from '../../../src/common/calendar.js';
import { boot } from '../boot.js';
import { useTask } from '../hooks.js';
import { ReasonField, TextField } from './fields.js';
import { FormDialog } from './form-dialog.js';

/** What a person has filled in. */
export interface Given {
  readonly reason: string;
  readonly until: string;
}

interface ActProps {
  readonly title: string;
  readonly text: string;
  /** A second thing to know. */
  readonly note?: string;
  readonly button: string;
  readonly danger?: boolean;
  readonly asksReason?: boolean;
  /** The label of the day that is asked for; none: no day is. */
  readonly untilLabel?: string;
  readonly isUntilOptional?: boolean;
  readonly act: (given: Given) => Promise<unknown>;
  readonly onClose: () => void;
  readonly onDone: (given: Given) => void;
}

/** One decision: what it means and, where that is asked for, why it is taken and until when. */
export function ActDialog(props: ActProps): ReactElement {
  const { title, text, note, button, danger = false, untilLabel, onClose } = props;
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState('');
  const task = useTask(async () => {
    const given = { reason: reason.trim(), until };
    await props.act(given);
    props.onDone(given);
  });
  return (
    <FormDialog title={title} submit={button} danger={danger} task={task} onClose={onClose}>
      <p>{text}</p>
      {note === undefined ? null : <p className="oc-note">{note}</p>}
      {untilLabel === undefined ? null : (
        <TextField
          type="date"
          label={untilLabel}
          min={addDays(boot.today, 1)}
          required={props.isUntilOptional !== true}
          value={until}
          onType={setUntil}
        />
      )}
      {props.asksReason === true ? <ReasonField reason={reason} onType={setReason} /> : null}
    </FormDialog>
  );
}
