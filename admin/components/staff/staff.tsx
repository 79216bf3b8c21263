import type { ReactElement } from 'react';
import { useState } from 'react';
import { Plus } from 'react-feather';
import type { ListAnswer } from '../../contract.js';
import type { StaffRow } from '../../panel-staff.js';
import { read } from '../api.js';
import { t } from '../boot.js';
import { useAddress, useLoad } from '../hooks.js';
import { Button } from '../kit/controls.js';
import { Page } from '../kit/page.js';
import { Loaded } from '../kit/states.js';
import { Pager } from '../list/pager.js';
import { StaffDialogs, type OpenDialog } from './staff-dialogs.js';
import { StaffTable } from './staff-table.js';

/** Who may sign in to the panel. */
export function Staff(): ReactElement {
  const address = useAddress();
  const [open, setOpen] = useState<OpenDialog | null>(null);
  const load = useLoad(JSON.stringify(address.values), () =>
    read<ListAnswer<StaffRow>>('staff', 'list', address.values),
  );
  return (
    <Page title={t('resources.staff')}>
      <header className="oc-page-head">
        <div>
          <h1>{t('resources.staff')}</h1>
          <p>{t('leads.staff')}</p>
        </div>
        <Button
          look="primary"
          icon={<Plus size={16} aria-hidden="true" />}
          onClick={() => {
            setOpen({ what: 'add' });
          }}
        >
          {t('staff.add')}
        </Button>
      </header>
      <section className="oc-panel" aria-busy={load.loading}>
        <Loaded load={load} skeleton={3}>
          {({ rows }) => <StaffTable rows={rows} onOpen={setOpen} onChanged={load.reload} />}
        </Loaded>
        <Pager address={address} nextCursor={load.data?.next_cursor ?? null} />
      </section>
      {open ? <StaffDialogs open={open} onOpen={setOpen} onChanged={load.reload} /> : null}
    </Page>
  );
}
