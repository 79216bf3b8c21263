import type { ReactElement } from 'react';
import { useId, useState } from 'react';
import type { EndpointRow } from '../../panel-outbound.js';
import { newKey, read, write, writeOnce, type PanelError } from '../api.js';
import { t } from '../boot.js';
import { useLoad, useTask } from '../hooks.js';
import { Button, Check } from '../kit/controls.js';
import { Dialog } from '../kit/dialog.js';
import { Loaded, Refused } from '../kit/states.js';

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
  const form = useId();
  const [key, setKey] = useState(newKey);
  const [{ url, description, types }, setDraft] = useState(() => draftOf(row));
  const change = (patch: Partial<Draft>): void => {
    setDraft((before) => ({ ...before, ...patch }));
  };
  const save = useTask(async () => {
    const wish = { url: url.trim(), description: description.trim() || null, event_types: types };
    if (row) {
      await write('webhook-endpoints', 'change', { id: row.id, ...wish });
      onDone(t('hooks.changed'));
      return;
    }
    setKey(newKey());
    const { secret } = await writeOnce<{ secret: string }>('webhook-endpoints', 'add', { key, ...wish });
    onSecret(secret);
  });
  return (
    <Dialog
      title={t(row ? 'hooks.editTitle' : 'hooks.addTitle')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('methods.cancel')}</Button>
          <Button
            look="primary"
            type="submit"
            form={form}
            busy={save.busy}
            disabled={url.trim() === '' || types?.length === 0}
          >
            {t('hooks.save')}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className="oc-form"
        onSubmit={(event) => {
          event.preventDefault();
          void save.run();
        }}
      >
        <label className="oc-field">
          <span>{t('hooks.url')}</span>
          <input
            type="url"
            dir="ltr"
            required
            value={url}
            onChange={(event) => {
              change({ url: event.target.value });
            }}
          />
          <small>{t('hooks.urlHint')}</small>
        </label>
        <label className="oc-field">
          <span>{t('hooks.description')}</span>
          <input
            type="text"
            dir="auto"
            maxLength={200}
            value={description}
            onChange={(event) => {
              change({ description: event.target.value });
            }}
          />
        </label>
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
      </form>
      <Refused error={save.error} />
      <Faults error={save.error} />
    </Dialog>
  );
}

/** What is wrong with the address, in the register's own words. */
function Faults({ error }: { readonly error: PanelError | null }): ReactElement | null {
  const errors = error?.problem['errors'];
  if (!Array.isArray(errors)) return null;
  return (
    <ul className="oc-lines oc-bad-text">
      {(errors as readonly { readonly path: string; readonly message: string }[]).map(({ path, message }) => (
        <li key={path + message}>{message}</li>
      ))}
    </ul>
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
