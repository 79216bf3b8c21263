import type { ReactElement } from 'react';
import { useId, useState } from 'react';
import { AlertTriangle, CheckCircle } from 'react-feather';
import { useNavigate } from 'react-router-dom';
import type { PolicyCheck, PolicyView } from '../../panel-dunning.js';
import { read, write } from '../api.js';
import { boot, number, t } from '../boot.js';
import { useLoad, useSay, useTask } from '../hooks.js';
import { Button } from '../kit/controls.js';
import { Page } from '../kit/page.js';
import { Loaded, Refused } from '../kit/states.js';
import { BackLink } from '../list/record-page.js';
import type { RecordPageProps } from '../shell/routes.js';
import { PolicyTable } from './policy-ladder.js';
import { policyAddress } from './policy-list.js';

type Version = PolicyView & { readonly yaml: string };

const NEW = 'new';

/** A ladder as text: checked in words and shown as it would be read before it is saved as a new version. */
export function PolicyEditor({ recordId }: RecordPageProps): ReactElement {
  // A new one begins as the one that everybody has.
  const from = recordId === NEW ? 'default' : recordId;
  const load = useLoad(recordId, () =>
    read<{ versions: readonly Version[] }>('dunning-policies', 'versions', { name: from }),
  );
  const title = recordId === NEW ? t('policies.createTitle') : recordId;
  return (
    <Page title={title}>
      <BackLink to="/admin/resources/dunning-policies" label={t('resources.dunning-policies')} />
      <header className="oc-page-head">
        <h1>
          <bdi>{title}</bdi>
        </h1>
      </header>
      <Loaded load={load}>
        {({ versions }) => (
          <Editor
            name={recordId === NEW ? null : recordId}
            newest={versions[0]?.version ?? 0}
            text={versions[0]?.yaml ?? ''}
          />
        )}
      </Loaded>
    </Page>
  );
}

interface EditorProps {
  readonly name: string | null;
  readonly newest: number;
  readonly text: string;
}

function Editor({ name: known, newest, text }: EditorProps): ReactElement {
  const say = useSay();
  const go = useNavigate();
  const hint = useId();
  const [name, setName] = useState(known ?? '');
  const [yaml, setYaml] = useState(text);
  const [checked, setChecked] = useState<PolicyCheck | null>(null);
  const check = useTask(async () => {
    setChecked(await write<PolicyCheck>('dunning-policies', 'check', { yaml }));
  });
  const save = useTask(async () => {
    const saved = await write<PolicyCheck & { version: number | null }>('dunning-policies', 'save', {
      name,
      yaml,
    });
    if (saved.version === null) {
      setChecked(saved);
      return;
    }
    const isSame = known !== null && saved.version === newest;
    say(t(isSame ? 'policies.same' : 'policies.saved', { version: number(saved.version) }));
    go(policyAddress(name));
  });
  return (
    <div className="oc-columns is-even">
      <section className="oc-panel">
        <form
          className="oc-form oc-inset"
          onSubmit={(event) => {
            event.preventDefault();
            void save.run();
          }}
        >
          {known === null ? (
            <label className="oc-field">
              <span>{t('policies.name')}</span>
              <input
                type="text"
                dir="ltr"
                required
                pattern="[a-z][a-z0-9_\-]{0,39}"
                title={t('policies.nameHint')}
                value={name}
                onChange={(event) => {
                  setName(event.target.value);
                }}
              />
              <small>{t('policies.nameHint')}</small>
            </label>
          ) : null}
          <label className="oc-field">
            <span>{t('policies.text')}</span>
            <textarea
              dir="ltr"
              className="oc-yaml"
              spellCheck={false}
              rows={26}
              aria-describedby={hint}
              value={yaml}
              onChange={(event) => {
                setYaml(event.target.value);
                setChecked(null);
              }}
            />
            <small id={hint}>{t('policies.textHint')}</small>
          </label>
          <div className="oc-actions is-start">
            <Button busy={check.busy} onClick={() => void check.run()}>
              {t('policies.check')}
            </Button>
            <Button look="primary" type="submit" busy={save.busy} disabled={name === ''}>
              {t('policies.save')}
            </Button>
          </div>
          <Refused error={check.error ?? save.error} />
          {checked ? <Told checked={checked} /> : null}
        </form>
      </section>
      {checked?.policy ? (
        <section className="oc-panel">
          <PolicyTable document={checked.policy} />
        </section>
      ) : null}
    </div>
  );
}

function Told({ checked }: { readonly checked: PolicyCheck }): ReactElement {
  if (checked.policy)
    return (
      <p className="oc-good-text oc-together" role="status">
        <CheckCircle size={16} aria-hidden="true" />
        {t('policies.right')}
      </p>
    );
  return (
    <div className="oc-refused" role="alert">
      <AlertTriangle size={16} aria-hidden="true" />
      <div>
        <strong>{t('policies.faults', { count: checked.faults.length })}</strong>
        <ul className="oc-lines">
          {checked.faults.map(({ path, message, message_ar: arabic }) => (
            <li key={path + message}>
              <bdi dir="ltr" className="oc-code">
                {path}
              </bdi>{' '}
              <bdi>{boot.locale === 'ar' ? (arabic ?? message) : message}</bdi>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
