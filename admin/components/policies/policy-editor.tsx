import type { ReactElement } from 'react';
import { useState } from 'react';
import { CheckCircle } from 'react-feather';
import { useNavigate } from 'react-router-dom';
import type { PolicyCheck, PolicyView } from '../../panel-dunning.js';
import { read, write } from '../api.js';
import { boot, number, t } from '../boot.js';
import { useLoad, useSay, useTask } from '../hooks.js';
import { Button, Segments } from '../kit/controls.js';
import { TextArea, TextField } from '../kit/fields.js';
import { Page } from '../kit/page.js';
import { Alarm, Loaded, Refused } from '../kit/states.js';
import { BackLink } from '../list/record-page.js';
import type { RecordPageProps } from '../shell/routes.js';
import { LadderFields } from './ladder-fields.js';
import { draftOf, faultsByField, writtenOf, type FieldFaults } from './ladder-form.js';
import { PolicyTable } from './policy-ladder.js';
import { policyAddress } from './policy-list.js';

type Version = PolicyView & { readonly yaml: string };

const NEW = 'new';

/** A ladder as a form or as text: checked in words and shown as it would be read before it is saved as a new version. */
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
        {({ versions: [newest] }) =>
          newest ? <Editor name={recordId === NEW ? null : recordId} newest={newest} /> : null
        }
      </Loaded>
    </Page>
  );
}

interface EditorProps {
  readonly name: string | null;
  readonly newest: Version;
}

type Mode = 'form' | 'text';

function Editor({ name: known, newest }: EditorProps): ReactElement {
  const say = useSay();
  const go = useNavigate();
  const [name, setName] = useState(known ?? '');
  const ladder = useLadder(newest);
  const check = useTask(async () => {
    ladder.tell(await write<PolicyCheck>('dunning-policies', 'check', { yaml: ladder.text() }));
  });
  const turn = useTask(async (mode: Mode) => {
    const checked = await write<PolicyCheck>('dunning-policies', 'check', { yaml: ladder.text() });
    ladder.tell(checked);
    if (checked.policy) ladder.show(mode, checked);
  });
  const save = useTask(async () => {
    const saved = await write<PolicyCheck & { version: number | null }>('dunning-policies', 'save', {
      name,
      yaml: ladder.text(),
    });
    if (saved.version === null) {
      ladder.tell(saved);
      return;
    }
    const isSame = known !== null && saved.version === newest.version;
    say(t(isSame ? 'policies.same' : 'policies.saved', { version: number(saved.version) }));
    go(policyAddress(name));
  });
  return (
    <div className={ladder.checked?.policy ? 'oc-columns is-even' : undefined}>
      <section className="oc-panel">
        <form
          className="oc-form oc-inset"
          noValidate={ladder.mode === 'form'}
          onSubmit={(event) => {
            event.preventDefault();
            void save.run();
          }}
        >
          <Segments
            label={t('policies.views')}
            value={ladder.mode}
            options={[
              { value: 'form', label: t('policies.asForm') },
              { value: 'text', label: t('policies.asText') },
            ]}
            onPick={(mode) => void turn.run(mode as Mode)}
          />
          {known === null ? <NameField name={name} onType={setName} /> : null}
          {ladder.fields}
          <div className="oc-actions is-start">
            <Button busy={check.busy} onClick={() => void check.run()}>
              {t('policies.check')}
            </Button>
            <Button look="primary" type="submit" busy={save.busy} disabled={name === ''}>
              {t('policies.save')}
            </Button>
          </div>
          <Refused error={check.error ?? turn.error ?? save.error} />
          {ladder.checked ? <Told checked={ladder.checked} /> : null}
        </form>
      </section>
      {ladder.checked?.policy ? (
        <section className="oc-panel">
          <PolicyTable document={ladder.checked.policy} />
        </section>
      ) : null}
    </div>
  );
}

interface Ladder {
  readonly mode: Mode;
  readonly checked: PolicyCheck | null;
  readonly fields: ReactElement;
  /** As it is sent to be checked or saved. */
  readonly text: () => string;
  readonly tell: (checked: PolicyCheck) => void;
  readonly show: (mode: Mode, checked: Extract<PolicyCheck, { faults: null }>) => void;
}

const NO_FAULTS: FieldFaults = new Map();

/** One ladder, whether it is filled in or written. */
function useLadder(newest: Version): Ladder {
  const [mode, setMode] = useState<Mode>('form');
  const [base, setBase] = useState(newest.policy);
  const [draft, setDraft] = useState(() => draftOf(newest.policy));
  const [yaml, setYaml] = useState(newest.yaml);
  const [told, setTold] = useState<{ readonly checked: PolicyCheck; readonly faults: FieldFaults } | null>(
    null,
  );
  const written = writtenOf(draft, base);
  const isForm = mode === 'form';
  const changing =
    <T,>(set: (value: T) => void) =>
    (value: T): void => {
      set(value);
      setTold(null);
    };
  return {
    mode,
    checked: told?.checked ?? null,
    text: () => (isForm ? written.text : yaml),
    tell: (checked) => {
      const faults = isForm && checked.faults ? faultsByField(checked.faults, written) : NO_FAULTS;
      setTold({ checked, faults });
    },
    show: (next, { policy, yaml: text }) => {
      setMode(next);
      setBase(policy);
      setDraft(draftOf(policy));
      setYaml(text);
    },
    fields: isForm ? (
      <LadderFields draft={draft} faults={told?.faults ?? NO_FAULTS} onChange={changing(setDraft)} />
    ) : (
      <YamlField yaml={yaml} onType={changing(setYaml)} />
    ),
  };
}

function NameField({
  name,
  onType,
}: {
  readonly name: string;
  readonly onType: (name: string) => void;
}): ReactElement {
  return (
    <TextField
      required
      dir="ltr"
      pattern="[a-z][a-z0-9_\-]{0,39}"
      title={t('policies.nameHint')}
      label={t('policies.name')}
      hint={t('policies.nameHint')}
      value={name}
      onType={onType}
    />
  );
}

function YamlField({
  yaml,
  onType,
}: {
  readonly yaml: string;
  readonly onType: (yaml: string) => void;
}): ReactElement {
  return (
    <TextArea
      dir="ltr"
      className="oc-yaml"
      spellCheck={false}
      rows={26}
      label={t('policies.text')}
      hint={t('policies.textHint')}
      value={yaml}
      onType={onType}
    />
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
    <Alarm>
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
    </Alarm>
  );
}
