import type { ReactElement } from 'react';
import { useId, useState } from 'react';
import type { PaymentMethodView } from '../../panel-services.js';
import { write } from '../api.js';
import { t } from '../boot.js';
import { useTask } from '../hooks.js';
import { Button } from '../kit/controls.js';
import { Dialog } from '../kit/dialog.js';
import { Refused } from '../kit/states.js';

interface RenameProps {
  readonly method: PaymentMethodView;
  readonly onClose: () => void;
  readonly onDone: (text: string) => void;
}

const LONGEST = 80;

export function RenameMethod({ method, onClose, onDone }: RenameProps): ReactElement {
  const form = useId();
  const [nickname, setNickname] = useState(method.nickname ?? '');
  const save = useTask(async () => {
    await write('customers', 'rename', { id: method.id, nickname: nickname.trim() });
    onDone(t('methods.renamed'));
  });
  return (
    <Dialog
      title={t('methods.renameTitle')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('methods.cancel')}</Button>
          <Button look="primary" type="submit" form={form} busy={save.busy}>
            {t('methods.save')}
          </Button>
        </>
      }
    >
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault();
          void save.run();
        }}
      >
        <label className="oc-field">
          <span>{t('methods.renameLabel')}</span>
          <input
            type="text"
            dir="auto"
            maxLength={LONGEST}
            value={nickname}
            autoFocus
            onChange={(event) => {
              setNickname(event.target.value);
            }}
          />
        </label>
      </form>
      <Refused error={save.error} />
    </Dialog>
  );
}
