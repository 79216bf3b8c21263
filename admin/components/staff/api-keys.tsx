import type { ReactElement } from 'react';
import { useState } from 'react';
import { Key, Plus } from 'react-feather';
import type { ListAnswer } from '../../contract.js';
import type { ApiKeyRow } from '../../panel-staff.js';
import { read } from '../api.js';
import { t } from '../boot.js';
import { useAddress, useLoad } from '../hooks.js';
import { Button } from '../kit/controls.js';
import { Page } from '../kit/page.js';
import { Empty, Loaded } from '../kit/states.js';
import { Filters } from '../list/filters.js';
import { Pager } from '../list/pager.js';
import type { ListPageProps } from '../shell/routes.js';
import { KeyDialogs, type OpenKeyDialog } from './key-dialogs.js';
import { KeyTable } from './key-table.js';

/** What programs use the REST API with. */
export function ApiKeys({ action }: ListPageProps): ReactElement {
  const address = useAddress();
  const [open, setOpen] = useState<OpenKeyDialog | null>(null);
  const load = useLoad(JSON.stringify(address.values), () =>
    read<ListAnswer<ApiKeyRow>>('api-keys', 'list', address.values),
  );
  const isFiltered = address.values['state'] !== undefined;
  return (
    <Page title={t('resources.api-keys')}>
      <header className="oc-page-head">
        <div>
          <h1>{t('resources.api-keys')}</h1>
          <p>{t('leads.api-keys')}</p>
        </div>
        <Button
          look="primary"
          icon={<Plus size={16} aria-hidden="true" />}
          onClick={() => {
            setOpen({ what: 'add' });
          }}
        >
          {t('keys.add')}
        </Button>
      </header>
      <section className="oc-panel" aria-busy={load.loading}>
        <div className="oc-panel-tools">
          <Filters fields={action.custom.view?.filters ?? []} address={address} />
        </div>
        <Loaded load={load} skeleton={3}>
          {({ rows }) =>
            rows.length === 0 ? (
              <Empty
                icon={<Key size={22} />}
                title={t(isFiltered ? 'list.noMatch' : 'keys.empty')}
                text={t(isFiltered ? 'list.noMatchText' : 'keys.emptyText')}
              />
            ) : (
              <KeyTable rows={rows} onOpen={setOpen} />
            )
          }
        </Loaded>
        <Pager address={address} nextCursor={load.data?.next_cursor ?? null} />
      </section>
      {open ? <KeyDialogs open={open} onOpen={setOpen} onChanged={load.reload} /> : null}
    </Page>
  );
}
