import type { ReactElement } from 'react';
import { t } from '../boot.js';
import { useAddress } from '../hooks.js';
import { Page } from '../kit/page.js';
import { ListPanel } from '../list/keyset-list.js';
import type { ListPageProps } from '../shell/routes.js';
import { DeliveryChart } from './delivery-chart.js';

/** All mails: what became of those of a month, and below it the mails themselves. */
export function MessagesPage({ resource, action }: ListPageProps): ReactElement {
  const view = action.custom.view ?? { columns: [], filters: [] };
  return (
    <Page title={t('resources.messages')}>
      <header className="oc-page-head">
        <div>
          <h1>{t('resources.messages')}</h1>
          <p>{t('leads.messages')}</p>
        </div>
      </header>
      <DeliveryChart />
      <ListPanel resourceId={resource.id} view={view} address={useAddress()} />
    </Page>
  );
}
