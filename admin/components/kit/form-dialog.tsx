import type { FormEvent, ReactElement, ReactNode, RefObject } from 'react';
import { useId, useLayoutEffect, useRef, useState } from 'react';
import type { PanelError } from '../api.js';
import { t } from '../boot.js';
import type { Task } from '../hooks.js';
import { Button } from './controls.js';
import { Dialog } from './dialog.js';
import { faultsIn, mark, refusedIn } from './form-faults.js';
import { Alarm, Lines, Refused } from './states.js';

interface FormDialogProps {
  readonly title: string;
  /** What sending does, in a word or two; null where there is nothing that could be sent. */
  readonly submit: string | null;
  readonly icon?: ReactNode;
  /** It cannot be undone: with nothing to fill in, the focus is on going back. */
  readonly danger?: boolean;
  readonly cancel?: string;
  readonly task: Pick<Task<[]>, 'run' | 'busy' | 'error'>;
  /** False while its fields are being read. */
  readonly isReady?: boolean;
  readonly onClose: () => void;
  /** Fields, and what there is to know before. */
  readonly children: ReactNode;
}

/**
 * The frame of everything that is asked in a dialog: what is wrong is told beside the buttons and the focus goes there; what is
 * sent, is sent once; what was typed is not lost by a slip.
 */
export function FormDialog(props: FormDialogProps): ReactElement {
  const { title, task, isReady = true, onClose, children } = props;
  const id = useId();
  const slip = useSlip(task.busy, onClose);
  const check = useCheck();
  const form = useRef<HTMLFormElement>(null);
  const refused = useRefused(form, task.error);
  return (
    <Dialog
      title={title}
      isReady={isReady}
      onClose={onClose}
      onSlip={slip.happened}
      trouble={
        task.error !== null || check.faults.length > 0 ? (
          <>
            {check.faults.length > 0 ? (
              <Alarm key={check.turn}>
                <Lines texts={check.faults} />
              </Alarm>
            ) : null}
            <Refused error={task.error} fields={refused} />
          </>
        ) : null
      }
      footer={
        slip.isAsking ? (
          <Slipped key="slipped" onStay={slip.stay} onClose={onClose} />
        ) : (
          <Buttons key="buttons" {...props} form={id} />
        )
      }
    >
      <form
        ref={form}
        id={id}
        className="oc-form"
        noValidate
        onInput={(event) => {
          slip.typed(event);
          check.clear();
        }}
        onSubmit={(event) => {
          event.preventDefault();
          if (props.submit !== null && isReady && check.passes(event.currentTarget)) void task.run();
        }}
      >
        {children}
      </form>
    </Dialog>
  );
}

function Buttons(props: FormDialogProps & { readonly form: string }): ReactElement {
  const { submit, danger = false, cancel, task, isReady = true } = props;
  const first = { 'data-first': true };
  return (
    <>
      <Button onClick={props.onClose} {...(danger || submit === null ? first : {})}>
        {cancel ?? t('form.cancel')}
      </Button>
      {submit === null ? null : (
        <Button
          look={danger ? 'danger' : 'primary'}
          type="submit"
          form={props.form}
          icon={props.icon}
          busy={task.busy || !isReady}
          {...(danger ? {} : first)}
        >
          {submit}
        </Button>
      )}
    </>
  );
}

function Slipped({
  onStay,
  onClose,
}: {
  readonly onStay: () => void;
  readonly onClose: () => void;
}): ReactElement {
  return (
    <>
      <strong role="alert" className="oc-dialog-question">
        {t('form.discard')}
      </strong>
      <Button autoFocus onClick={onStay}>
        {t('form.stay')}
      </Button>
      <Button look="danger" onClick={onClose}>
        {t('form.throwAway')}
      </Button>
    </>
  );
}

interface Slip {
  readonly isAsking: boolean;
  readonly typed: (event: FormEvent) => void;
  readonly happened: () => void;
  readonly stay: () => void;
}

/** Closes on a slip unless that would lose something; while it is being sent, its end is waited for. */
function useSlip(isBusy: boolean, onClose: () => void): Slip {
  const [isAsking, setAsking] = useState(false);
  const isTouched = useRef(false);
  const place = useRef<Element | null>(null);
  const stay = (): void => {
    setAsking(false);
    if (place.current instanceof HTMLElement) place.current.focus();
  };
  return {
    isAsking,
    stay,
    typed: ({ target }) => {
      // What is picked or confirmed again in a moment is no loss.
      const isPick =
        target instanceof HTMLInputElement &&
        (target.type === 'radio' || (target.type === 'checkbox' && target.required));
      if (!isPick) isTouched.current = true;
    },
    happened: () => {
      if (isBusy) return;
      if (isAsking) {
        stay();
      } else if (isTouched.current) {
        place.current = document.activeElement;
        setAsking(true);
      } else {
        onClose();
      }
    },
  };
}

/** What the server refused of single fields; those that are here are shown as it. */
function useRefused(form: RefObject<HTMLFormElement>, error: PanelError | null): readonly string[] {
  const [texts, setTexts] = useState<readonly string[]>([]);
  useLayoutEffect(() => {
    const refused = form.current && error ? refusedIn(form.current, error) : { texts: [], fields: [] };
    setTexts(refused.texts);
    mark(refused.fields);
  }, [form, error]);
  return texts;
}

interface Check {
  readonly faults: readonly string[];
  /** Grows with each try, so that the same faults are said again. */
  readonly turn: number;
  readonly passes: (form: HTMLFormElement) => boolean;
  readonly clear: () => void;
}

function useCheck(): Check {
  const [{ faults, turn }, setTold] = useState<{ faults: readonly string[]; turn: number }>({
    faults: [],
    turn: 0,
  });
  return {
    faults,
    turn,
    passes: (form) => {
      const found = faultsIn(form);
      setTold({ faults: found.map(({ text }) => text), turn: turn + 1 });
      mark(found.map(({ field }) => field));
      return found.length === 0;
    },
    clear: () => {
      if (faults.length > 0) setTold({ faults: [], turn });
    },
  };
}
