import type { ReactElement } from 'react';
import { t } from '../boot.js';
import { MonthChart, useDelivery } from '../messages/delivery-chart.js';
import { HomeTile } from './tile.js';

/** What became of the mails of a month. */
export function MailsTile(): ReactElement {
  return (
    <HomeTile
      title={t('home.mails')}
      lead={t('delivery.title')}
      to="/admin/resources/messages"
      load={useDelivery()}
    >
      {({ days, counted_at: at }) =>
        at === null ? (
          <p className="oc-note oc-inset">{t('delivery.counting')}</p>
        ) : (
          <div className="oc-delivery">
            <MonthChart days={days} />
          </div>
        )
      }
    </HomeTile>
  );
}
