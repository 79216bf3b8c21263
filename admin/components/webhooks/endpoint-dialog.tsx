import type { ReactElement } from 'react';
import { useState } from 'react';
import type { EndpointRow } from '../../panel-outbound.js';
import { newKey, read, write, writeOnce, PanelError } from '../api.js';
import { t } from '../boot.js';
import { useLoad, useTask } from '../hooks.js';
import { keyPerWish } from '../key-per-wish.js';
import { Check } from '../kit/controls.js';
import { TextField } from '../kit/fields.js';
import { FormDialog } from '../kit/form-dialog.js';
import { Loaded } from '../kit/states.js';

interface EndpointProps {
  /** Null for a new one. */
  readonly row: EndpointRow | null;
  readonly onClose: () => void;
  readonly onSecret: (secret: string) => void;
  readonly onDone: (text: string) => void;
}

interface Draft {
  readonly url: string;
  readonly description: string;
  /** Null for all. */
  readonly types: readonly string[] | null;
}

function draftOf(row: EndpointRow | null): Draft {
  if (!row) return { url: '', description: '', types: null };
  return { url: row.url, description: row.description ?? '', types: row.event_types };
}

/** An address and what it is told of. */
export function EndpointDialog({ row, onClose, onSecret, onDone }: EndpointProps): ReactElement {
  const [keyed] = useState(() => keyPerWish(newKey));
  const [{ url, description, types }, setDraft] = useState(() => draftOf(row));
  const change = (patch: Partial<Draft>): void => {
    setDraft((before) => ({ ...before, ...patch }));
  };
  const save = useTask(async () => {
    if (types?.length === 0) throw new PanelError('no_events', t('hooks.noEvents'), null, {});
    const wish = { url: url.trim(), description: description.trim() || null, event_types: types };
    if (row) {
      await write('webhook-endpoints', 'change', { id: row.id, ...wish });
      onDone(t('hooks.changed'));
      return;
    }
    const { secret } = await writeOnce<{ secret: string }>('webhook-endpoints', 'add', keyed(wish));
    onSecret(secret);
  });
  return (
    <FormDialog
      title={t(row ? 'hooks.editTitle' : 'hooks.addTitle')}
      submit={t('hooks.save')}
      task={save}
      onClose={onClose}
    >
      <TextField
        required
        type="url"
        name="url"
        dir="ltr"
        label={t('hooks.url')}
        hint={t('hooks.urlHint')}
        value={url}
        onType={(typed) => {
          change({ url: typed });
        }}
      />
      <TextField
        label={t('hooks.description')}
        maxLength={200}
        value={description}
        onType={(typed) => {
          change({ description: typed });
        }}
      />
      <Check
        checked={types === null}
        onToggle={(isAll) => {
          change({ types: isAll ? null : [] });
        }}
      >
        {t('hooks.allEvents')}
      </Check>
      {types === null ? null : (
        <Types
          chosen={types}
          onChange={(chosen) => {
            change({ types: chosen });
          }}
        />
      )}
    </FormDialog>
  );
}

interface TypesProps {
  readonly chosen: readonly string[];
  readonly onChange: (types: readonly string[]) => void;
}

function Types({ chosen, onChange }: TypesProps): ReactElement {
  const load = useLoad('types', () =>
    read<{ event_types: readonly string[] }>('webhook-endpoints', 'event_types'),
  );
  return (
    <Loaded load={load} skeleton={3}>
      {({ event_types: types }) => (
        <fieldset className="oc-choices oc-types">
          <legend>{t('hooks.someEvents')}</legend>
          {types.map((type) => (
            <Check
              key={type}
              checked={chosen.includes(type)}
              onToggle={(isOn) => {
                onChange(isOn ? [...chosen, type] : chosen.filter((one) => one !== type));
              }}
            >
              <bdi dir="ltr" className="oc-code">
                {type}
              </bdi>
            </Check>
          ))}
        </fieldset>
      )}
    </Loaded>
  );
}
