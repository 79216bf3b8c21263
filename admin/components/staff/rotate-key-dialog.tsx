import type { ReactElement } from 'react';
import { useState } from 'react';
import { OVERLAP_HOURS, type ApiKeyRow, type ShownOnce } from '../../panel-staff.js';
import { newKey, writeOnce } from '../api.js';
import { t } from '../boot.js';
import { useTask } from '../hooks.js';
import { keyPerWish } from '../key-per-wish.js';
import { ChoiceField } from '../kit/fields.js';
import { FormDialog } from '../kit/form-dialog.js';
import { ExpiryField, expiryOf } from './expiry-field.js';
import { isolated } from './words.js';

const USUAL_OVERLAP = '24';
const USUAL_EXPIRY = '365';
const HOURS_A_DAY = 24;

interface RotateProps {
  readonly row: ApiKeyRow;
  readonly onClose: () => void;
  readonly onSecret: (key: string) => void;
}

/** A new key in the place of one that goes on for a while. */
export function RotateKeyDialog({ row, onClose, onSecret }: RotateProps): ReactElement {
  const [overlap, setOverlap] = useState(USUAL_OVERLAP);
  const [expiry, setExpiry] = useState(row.expires_at === null ? '' : USUAL_EXPIRY);
  const [keyed] = useState(() => keyPerWish(newKey));
  const task = useTask(async () => {
    const wish = { id: row.id, overlap_hours: Number(overlap), ...expiryOf(expiry) };
    const { secret } = await writeOnce<ShownOnce>('api-keys', 'rotate', keyed(wish));
    onSecret(secret);
  });
  return (
    <FormDialog
      title={t('keys.rotateTitle', { name: isolated(row.name) })}
      submit={t('keys.rotateButton')}
      task={task}
      onClose={onClose}
    >
      <p>{t('keys.rotateText')}</p>
      <ChoiceField
        label={t('keys.overlap')}
        value={overlap}
        options={OVERLAP_HOURS.map((hours) => ({ value: String(hours), label: overlapText(hours) }))}
        onPick={setOverlap}
      />
      <ExpiryField label={t('keys.newExpires')} value={expiry} onPick={setExpiry} />
    </FormDialog>
  );
}

function overlapText(hours: number): string {
  if (hours === 0) return t('keys.atOnce');
  return hours > HOURS_A_DAY
    ? t('keys.inDays', { count: hours / HOURS_A_DAY })
    : t('keys.inHours', { count: hours });
}
