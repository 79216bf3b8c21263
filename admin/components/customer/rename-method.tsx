import type { ReactElement } from 'react';
import { useState } from 'react';
import type { PaymentMethodView } from '../../panel-services.js';
import { write } from '../api.js';
import { t } from '../boot.js';
import { useTask } from '../hooks.js';
import { TextField } from '../kit/fields.js';
import { FormDialog } from '../kit/form-dialog.js';

interface RenameProps {
  readonly method: PaymentMethodView;
  readonly onClose: () => void;
  readonly onDone: (text: string) => void;
}

const LONGEST = 80;

/** What a method is called by whoever pays with it. */
export function RenameMethod({ method, onClose, onDone }: RenameProps): ReactElement {
  const [nickname, setNickname] = useState(method.nickname ?? '');
  const save = useTask(async () => {
    await write('customers', 'rename', { id: method.id, nickname: nickname.trim() });
    onDone(t('methods.renamed'));
  });
  return (
    <FormDialog title={t('methods.renameTitle')} submit={t('methods.save')} task={save} onClose={onClose}>
      <TextField
        name="nickname"
        label={t('methods.renameLabel')}
        maxLength={LONGEST}
        value={nickname}
        onType={setNickname}
      />
    </FormDialog>
  );
}
