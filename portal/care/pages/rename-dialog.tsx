import { useState, type FormEvent, type ReactNode } from 'react';
import { announce } from '../announcer.js';
import { api } from '../care-api.js';
import type { ListedMethod } from '../care-types.js';
import { useTexts } from '../language.js';
import { Source } from '../ui/card-visual.js';
import { Field } from '../ui/fields.js';
import { Action, Notice } from '../ui/parts.js';
import { Sheet } from '../ui/sheet.js';
import { useAction } from '../use-action.js';

interface DialogProps {
  readonly method: ListedMethod;
  readonly onClose: () => void;
  readonly onDone: () => Promise<void>;
}

/** What the customer calls a method. */
export function RenameDialog({ method, onClose, onDone }: DialogProps): ReactNode {
  const texts = useTexts();
  const [nickname, setNickname] = useState(method.nickname ?? '');
  const action = useAction();
  const save = (event: FormEvent): void => {
    event.preventDefault();
    void action.run(async () => {
      const wish = nickname.trim();
      await api.rename(method.id, wish === '' ? null : wish);
      await onDone();
      announce(texts.methods.renamed);
      onClose();
    });
  };
  return (
    <Sheet title={texts.methods.renameTitle} onClose={onClose}>
      <form className="form" onSubmit={save}>
        <p>
          <Source method={method} />
        </p>
        <Field
          label={texts.methods.nickname}
          help={texts.methods.nicknameHelp}
          value={nickname}
          onChange={setNickname}
          maxLength={60}
          autoFocus
        />
        {action.refusal !== null && <Notice tone="danger" title={action.refusal} isAlert />}
        <div className="actions">
          <Action type="submit" isBusy={action.isBusy}>
            {texts.save}
          </Action>
          <Action look="quiet" onPress={onClose}>
            {texts.cancel}
          </Action>
        </div>
      </form>
    </Sheet>
  );
}
