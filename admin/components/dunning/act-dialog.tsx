import type { ReactElement } from 'react';
import { useId, useState } from 'react';
import { t } from '../boot.js';
import { useTask } from '../hooks.js';
import { Button } from '../kit/controls.js';
import { Dialog } from '../kit/dialog.js';
import { Refused } from '../kit/states.js';
import { tomorrow } from './words.js';

const LONGEST_REASON = 200;

/** What a person has filled in. */
export interface Given {
  readonly reason: string;
  readonly until: string;
}

interface ActProps {
  readonly title: string;
  readonly text: string;
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

/** One decision about a case: what it means, why it is taken, and until when. */
export function ActDialog(props: ActProps): ReactElement {
  const { title, text, button, onClose } = props;
  const form = useId();
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState('');
  const given = { reason: reason.trim(), until };
  const task = useTask(async () => {
    await props.act(given);
    props.onDone(given);
  });
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('methods.cancel')}</Button>
          <Button
            look={props.danger === true ? 'danger' : 'primary'}
            type="submit"
            form={form}
            busy={task.busy}
            disabled={isMissing(props, given)}
          >
            {button}
          </Button>
        </>
      }
    >
      <p>{text}</p>
      <form
        id={form}
        className="oc-form"
        onSubmit={(event) => {
          event.preventDefault();
          void task.run();
        }}
      >
        {props.untilLabel === undefined ? null : (
          <label className="oc-field">
            <span>{props.untilLabel}</span>
            <input
              type="date"
              min={tomorrow()}
              value={until}
              required={props.isUntilOptional !== true}
              onChange={(event) => {
                setUntil(event.target.value);
              }}
            />
          </label>
        )}
        {props.asksReason === true ? <ReasonField reason={reason} onType={setReason} /> : null}
      </form>
      <Refused error={task.error} />
    </Dialog>
  );
}

function isMissing({ asksReason, untilLabel, isUntilOptional }: ActProps, given: Given): boolean {
  const wantsDay = untilLabel !== undefined && isUntilOptional !== true;
  return (asksReason === true && given.reason === '') || (wantsDay && given.until === '');
}

function ReasonField({
  reason,
  onType,
}: {
  readonly reason: string;
  readonly onType: (value: string) => void;
}): ReactElement {
  return (
    <label className="oc-field">
      <span>{t('dunning.reason')}</span>
      <input
        type="text"
        dir="auto"
        required
        maxLength={LONGEST_REASON}
        value={reason}
        placeholder={t('dunning.reasonHint')}
        onChange={(event) => {
          onType(event.target.value);
        }}
      />
    </label>
  );
}
