import type { ReactElement } from 'react';
import { RotateCw } from 'react-feather';
import type { VendorEventRow } from '../../panel-services.js';
import { read, write } from '../api.js';
import { t } from '../boot.js';
import { useLoad, useMay, useSay, useTask } from '../hooks.js';
import { Button } from '../kit/controls.js';
import { Page } from '../kit/page.js';
import { Loaded, Refused } from '../kit/states.js';
import type { Row } from '../list/cell.js';
import { BackLink, columnsOf, Values } from '../list/record-page.js';
import type { RecordPageProps } from '../shell/routes.js';

/** One event that a vendor told; it can be applied once more, which reads the vendor anew. */
export function VendorEventPage({ resource, recordId }: RecordPageProps): ReactElement {
  const load = useLoad(recordId, () => read<{ row: VendorEventRow }>(resource.id, 'row', { id: recordId }));
  const say = useSay();
  const may = useMay()('webhooks:write');
  const replay = useTask(async () => {
    await write(resource.id, 'replay', { id: recordId });
    say(t('hooks.appliedAgain'));
    load.reload();
  });
  return (
    <Page title={load.data?.row.event_type ?? t('resources.vendor-events')} narrow>
      <BackLink to={`/admin/resources/${resource.id}`} label={t('resources.vendor-events')} />
      <Loaded load={load}>
        {({ row }) => (
          <>
            <header className="oc-page-head">
              <h1>
                <bdi dir="ltr">{row.event_type}</bdi>
              </h1>
              {may ? (
                <Button
                  icon={<RotateCw size={15} aria-hidden="true" />}
                  busy={replay.busy}
                  onClick={() => void replay.run()}
                >
                  {t('hooks.applyAgain')}
                </Button>
              ) : null}
            </header>
            <Refused error={replay.error} />
            <section className="oc-panel">
              <Values row={row as unknown as Row} columns={columnsOf(resource)} />
            </section>
          </>
        )}
      </Loaded>
    </Page>
  );
}
