import type { ReactElement } from 'react';
import { Edit2 } from 'react-feather';
import { Link } from 'react-router-dom';
import type { PolicyView } from '../../panel-dunning.js';
import { read } from '../api.js';
import { instant, number, t } from '../boot.js';
import { useAddress, useLoad, type Address } from '../hooks.js';
import { Badge, Select } from '../kit/controls.js';
import { Page } from '../kit/page.js';
import { Loaded } from '../kit/states.js';
import { BackLink } from '../list/record-page.js';
import type { RecordPageProps } from '../shell/routes.js';
import { PolicyTable } from './policy-ladder.js';
import { byText } from './policy-list.js';
import { WhatIf } from './what-if.js';

type Version = PolicyView & { readonly yaml: string };

/** One ladder in one of its versions, beside another one where that is wished, and what it would do about a case. */
export function PolicyPage({ recordId: name }: RecordPageProps): ReactElement {
  const address = useAddress();
  const load = useLoad(name, () =>
    read<{ versions: readonly Version[] }>('dunning-policies', 'versions', { name }),
  );
  return (
    <Page title={name}>
      <BackLink to="/admin/resources/dunning-policies" label={t('resources.dunning-policies')} />
      <Loaded load={load}>
        {({ versions }) => <Versions name={name} versions={versions} address={address} />}
      </Loaded>
    </Page>
  );
}

interface VersionsProps {
  readonly name: string;
  readonly versions: readonly Version[];
  readonly address: Address;
}

function Versions({ name, versions, address }: VersionsProps): ReactElement | null {
  const chosen = (key: string): Version | undefined =>
    versions.find(({ version }) => String(version) === address.values[key]);
  const shown = chosen('version') ?? versions[0];
  const other = chosen('with');
  if (!shown) return null;
  const label = ({ version }: Version): string => t('policies.version', { version: number(version) });
  return (
    <>
      <header className="oc-page-head">
        <div>
          <h1 className="oc-together">
            <bdi dir="ltr">{name}</bdi>
            <Badge tone={shown === versions[0] ? 'good' : 'neutral'}>{label(shown)}</Badge>
          </h1>
          <p>
            {byText(shown)}, <time dateTime={shown.created_at}>{instant(shown.created_at)}</time>
          </p>
        </div>
        <Link
          to={`/admin/resources/dunning-policies/records/${name}/edit`}
          className="oc-button oc-button-primary"
        >
          <Edit2 size={15} aria-hidden="true" />
          {t('policies.edit')}
        </Link>
      </header>
      <section className="oc-panel">
        <div className="oc-panel-tools">
          <div className="oc-filters">
            <Select
              label={t('policies.versions')}
              value={String(shown.version)}
              options={versions.map((one) => ({ value: String(one.version), label: label(one) }))}
              onPick={(version) => {
                address.filter({ version });
              }}
            />
            <Select
              label={t('policies.compareWith')}
              value={other ? String(other.version) : ''}
              options={[
                { value: '', label: t('policies.none') },
                ...versions
                  .filter((one) => one !== shown)
                  .map((one) => ({ value: String(one.version), label: label(one) })),
              ]}
              onPick={(version) => {
                address.filter({ with: version });
              }}
            />
          </div>
        </div>
        <PolicyTable
          document={shown.policy}
          {...(other ? { other: other.policy, heads: [label(shown), label(other)] as const } : {})}
        />
      </section>
      <WhatIf name={name} version={shown.version} />
    </>
  );
}
