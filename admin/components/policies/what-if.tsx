import type { ReactElement } from 'react';
import { useState } from 'react';
import type { ListAnswer } from '../../contract.js';
import type { CaseRow, OutlookView } from '../../panel-dunning.js';
import { read } from '../api.js';
import { number, t } from '../boot.js';
import { StepList } from '../dunning/case-timeline.js';
import { aboutOf } from '../dunning/words.js';
import { useLoad } from '../hooks.js';
import { Select } from '../kit/controls.js';
import { Loaded } from '../kit/states.js';

interface WhatIfProps {
  readonly name: string;
  readonly version: number;
}

/** What would be done about a case under a version, beside what will be done. */
export function WhatIf({ name, version }: WhatIfProps): ReactElement {
  const [chosen, setChosen] = useState('');
  const cases = useLoad('cases', () => read<ListAnswer<CaseRow>>('dunning-cases', 'list'));
  const of = cases.data?.rows.find(({ id }) => id === chosen);
  return (
    <section className="oc-panel">
      <div className="oc-panel-head">
        <div>
          <h2>{t('policies.whatIf')}</h2>
          <p>{t('policies.whatIfText')}</p>
        </div>
      </div>
      <Loaded load={cases} skeleton={1}>
        {({ rows }) =>
          rows.length === 0 ? (
            <p className="oc-note">{t('policies.noCases')}</p>
          ) : (
            <div className="oc-panel-tools">
              <Select
                label={t('policies.whatIfCase')}
                value={chosen}
                options={[
                  { value: '', label: t('policies.chooseCase') },
                  ...rows.map((row) => ({
                    value: row.id,
                    label: `${row.customer.name} · ${aboutOf(row)}`,
                  })),
                ]}
                onPick={setChosen}
              />
            </div>
          )
        }
      </Loaded>
      {of ? <Both of={of} name={name} version={version} /> : null}
    </section>
  );
}

function Both({ of, name, version }: WhatIfProps & { readonly of: CaseRow }): ReactElement {
  const load = useLoad(JSON.stringify([of.id, name, version]), () =>
    read<{ now: OutlookView; then: OutlookView }>('dunning-policies', 'what_if', {
      case_id: of.id,
      name,
      version,
    }),
  );
  return (
    <Loaded load={load} skeleton={4}>
      {({ now, then }) => (
        <div className="oc-beside">
          <Outlook
            title={t('policies.now', { name: of.policy.name, version: number(of.policy.version) })}
            outlook={now}
          />
          <Outlook title={t('policies.then', { name, version: number(version) })} outlook={then} />
        </div>
      )}
    </Loaded>
  );
}

function Outlook({
  title,
  outlook,
}: {
  readonly title: string;
  readonly outlook: OutlookView;
}): ReactElement {
  return (
    <div>
      <h3>{title}</h3>
      {outlook.entries.length === 0 ? (
        <p className="oc-note">{t('dunning.noForecast')}</p>
      ) : (
        <StepList entries={outlook.entries} />
      )}
    </div>
  );
}
