import type { ReactElement } from 'react';
import { useState } from 'react';
import { Plus, Share2 } from 'react-feather';
import type { ListAnswer } from '../../contract.js';
import type { EndpointRow } from '../../panel-outbound.js';
import { read } from '../api.js';
import { t } from '../boot.js';
import { useAddress, useLoad, useMay } from '../hooks.js';
import { Button } from '../kit/controls.js';
import { Page } from '../kit/page.js';
import { Empty, Loaded } from '../kit/states.js';
import { Pager } from '../list/pager.js';
import { EndpointDialogs, type OpenDialog } from './endpoint-dialogs.js';
import { EndpointTable } from './endpoint-table.js';

/** Who is told of events. */
export function WebhookEndpoints(): ReactElement {
  const address = useAddress();
  const may = useMay()('webhooks:write');
  const [open, setOpen] = useState<OpenDialog | null>(null);
  const load = useLoad(JSON.stringify(address.values), () =>
    read<ListAnswer<EndpointRow>>('webhook-endpoints', 'list', address.values),
  );
  return (
    <Page title={t('resources.webhook-endpoints')}>
      <header className="oc-page-head">
        <div>
          <h1>{t('resources.webhook-endpoints')}</h1>
          <p>{t('leads.webhook-endpoints')}</p>
        </div>
        {may ? (
          <Button
            look="primary"
            icon={<Plus size={16} aria-hidden="true" />}
            onClick={() => {
              setOpen({ what: 'add' });
            }}
          >
            {t('hooks.add')}
          </Button>
        ) : null}
      </header>
      <section className="oc-panel" aria-busy={load.loading}>
        <Loaded load={load} skeleton={3}>
          {({ rows }) =>
            rows.length === 0 ? (
              <Empty icon={<Share2 size={22} />} title={t('hooks.empty')} text={t('hooks.emptyText')} />
            ) : (
              <EndpointTable rows={rows} onOpen={setOpen} onChanged={load.reload} />
            )
          }
        </Loaded>
        <Pager address={address} nextCursor={load.data?.next_cursor ?? null} />
      </section>
      {open ? <EndpointDialogs open={open} onOpen={setOpen} onChanged={load.reload} /> : null}
    </Page>
  );
}
