import { CheckboxButton, CheckboxField } from 'react-aria-components/Checkbox';
import { useState, type ReactNode } from 'react';
import { announce } from '../announcer.js';
import { api } from '../care-api.js';
import type { ListedMethod } from '../care-types.js';
import { useTexts } from '../language.js';
import { monthOf } from '../method-words.js';
import { session } from '../session.js';
import { CardVisual } from '../ui/card-visual.js';
import { Icon } from '../ui/icon.js';
import { Action, Notice, PageLink } from '../ui/parts.js';
import { Sheet } from '../ui/sheet.js';
import { useAction } from '../use-action.js';

interface DialogProps {
  readonly method: ListedMethod;
  readonly onClose: () => void;
  readonly onDone: () => Promise<void>;
}

/** Names the card, says what follows, and explains where it cannot go. */
export function RemoveDialog({ method, onClose, onDone }: DialogProps): ReactNode {
  const texts = useTexts();
  const action = useAction();
  // Things may have changed since the list was read; the server has the last word.
  const hindrance = hindranceOf(method, action.code);
  return (
    <Sheet title={texts.methods.removeTitle} onClose={onClose} isAlert>
      <div className="form">
        <CardVisual method={method} />
        {hindrance === 'none' ? (
          <Question method={method} action={action} onClose={onClose} onDone={onDone} />
        ) : (
          <Hindrance kind={hindrance} heldBy={method.held_by} onClose={onClose} />
        )}
      </div>
    </Sheet>
  );
}

type HindranceKind = 'none' | 'default_first' | 'held';

function hindranceOf({ removable }: ListedMethod, refused: string | null): HindranceKind {
  if (removable === 'default_first' || refused === 'default_in_use') return 'default_first';
  return removable === 'held' || refused === 'last_method_in_use' ? 'held' : 'none';
}

function Question({
  method,
  action,
  onClose,
  onDone,
}: DialogProps & { readonly action: ReturnType<typeof useAction> }): ReactNode {
  const texts = useTexts();
  const words = texts.methods;
  const [isConfirmed, setConfirmed] = useState(false);
  const [isAsked, setAsked] = useState(false);
  const isLast = method.removable === 'confirm_last' || action.code === 'last_method_confirmation_required';
  const month = monthOf(method);
  const name = month === null ? texts.nameOf(method) : `${texts.nameOf(method)} (${texts.ltr(month)})`;
  const remove = (): void => {
    if (isLast && !isConfirmed) {
      setAsked(true);
      return;
    }
    void action.run(async () => {
      await api.remove(method.id, isLast);
      await Promise.all([onDone(), session.refresh()]);
      announce(words.removed(texts.nameOf(method)));
      onClose();
    });
  };
  return (
    <>
      <p>{words.removeBody(name)}</p>
      {isLast && (
        <>
          <Notice tone="warning" icon="alert" title={words.lastWarning} />
          <CheckboxField
            className="checkbox-field"
            isSelected={isConfirmed}
            isInvalid={isAsked && !isConfirmed}
            onChange={setConfirmed}
          >
            <CheckboxButton className="checkbox">
              <span className="box-mark" aria-hidden="true">
                <Icon name="check" />
              </span>
              {words.confirmLast}
            </CheckboxButton>
          </CheckboxField>
        </>
      )}
      {action.refusal !== null && (
        <Notice tone="danger" title={words.removeFailed} body={action.refusal} isAlert />
      )}
      <div className="actions">
        <Action look="danger" isBusy={action.isBusy} onPress={remove}>
          {words.remove}
        </Action>
        <Action look="quiet" onPress={onClose}>
          {texts.cancel}
        </Action>
      </div>
    </>
  );
}

function Hindrance({
  kind,
  heldBy,
  onClose,
}: {
  readonly kind: HindranceKind;
  readonly heldBy: ListedMethod['held_by'];
  readonly onClose: () => void;
}): ReactNode {
  const texts = useTexts();
  const words = texts.methods;
  const names: Readonly<Partial<Record<string, string>>> = words.holds;
  if (kind === 'default_first')
    return (
      <>
        <Notice tone="info" icon="alert" title={words.defaultFirst} body={words.defaultFirstBody} />
        <Action look="quiet" onPress={onClose}>
          {texts.close}
        </Action>
      </>
    );
  const holds = (
    <>
      {words.heldBody}
      <span className="hold-list">
        {heldBy.map(({ kind: hold, label }) => (
          <span key={`${hold} ${label}`}>{names[hold] ?? hold}</span>
        ))}
      </span>
    </>
  );
  return (
    <>
      <Notice tone="info" icon="alert" title={words.held} body={holds} />
      <div className="actions">
        <PageLink to="add" className="button primary">
          {words.add}
        </PageLink>
        <Action look="quiet" onPress={onClose}>
          {texts.close}
        </Action>
      </div>
    </>
  );
}
