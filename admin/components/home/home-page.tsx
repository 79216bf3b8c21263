import type { FormEvent, ReactElement, ReactNode } from 'react';
import { useState } from 'react';
import { ArrowRight, Search } from 'react-feather';
import { Link, useNavigate } from 'react-router-dom';
import { FOLLOW_UP_DAYS, HOME_RANGES, type HomeSummary } from '../../contract.js';
import type { CappedCount } from '../../panel-services.js';
import { readHome } from '../api.js';
import { number, t } from '../boot.js';
import { useLoad, useMay, useSignedIn } from '../hooks.js';
import { Button } from '../kit/controls.js';
import { Loaded } from '../kit/states.js';
import { Page } from '../kit/page.js';
import { CallsTile } from './calls-tile.js';
import { FailuresTile } from './failures-tile.js';
import { MailsTile } from './mails-tile.js';
import { RecoveryTile } from './recovery-tile.js';

const LIST = '/admin/resources/expiring-cards';

/** Where the day begins: what needs a look, each figure a link to the list behind it. */
export function HomePage(): ReactElement {
  const { name } = useSignedIn();
  const may = useMay();
  return (
    <Page title={t('shell.home')}>
      <header className="oc-page-head">
        <div>
          <h1>{t('home.hello', { name: name.split(' ')[0] ?? name })}</h1>
          <p>{t('home.lead')}</p>
        </div>
      </header>
      <FindCustomer />
      <div className="oc-home">
        <div>
          {may('dunning:read') ? <CallsTile /> : null}
          {may('payments:read') ? <FailuresTile /> : null}
        </div>
        <div>
          {may('dunning:read') ? <RecoveryTile /> : null}
          {may('messages:read') ? <MailsTile /> : null}
        </div>
      </div>
      {may('reminders:read') ? <Expiring /> : null}
    </Page>
  );
}

function FindCustomer(): ReactElement {
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const find = (event: FormEvent): void => {
    event.preventDefault();
    navigate(`/admin/resources/customers?${new URLSearchParams({ q: typed.trim() }).toString()}`);
  };
  return (
    <form className="oc-find" role="search" onSubmit={find}>
      <label className="oc-search is-wide">
        <Search size={18} aria-hidden="true" />
        <input
          type="search"
          value={typed}
          placeholder={t('home.findHint')}
          aria-label={t('home.find')}
          onChange={(event) => {
            setTyped(event.target.value);
          }}
        />
      </label>
      <Button look="primary" type="submit">
        {t('home.find')}
      </Button>
    </form>
  );
}

function Expiring(): ReactElement {
  const load = useLoad('home', () => readHome<HomeSummary>());
  return (
    <section>
      <h2 className="oc-section">{t('home.expiring')}</h2>
      <Loaded load={load} skeleton={3}>
        {({ expiring }) => (
          <div className="oc-tiles">
            {HOME_RANGES.map((range) => (
              <Tile key={range} to={`${LIST}?range=${range}`} look={range}>
                <span>{range === 'expired' ? t('home.expired') : t('home.next', { days: range })}</span>
                <strong>{countText(expiring[range])}</strong>
              </Tile>
            ))}
            <Tile to={`${LIST}?range=all&not_acted_since_days=${String(FOLLOW_UP_DAYS)}`} look="follow-up">
              <span>{t('home.followUp')}</span>
              <p>{t('home.followUpText')}</p>
            </Tile>
          </div>
        )}
      </Loaded>
    </section>
  );
}

interface TileProps {
  readonly to: string;
  readonly look: string;
  readonly children: ReactNode;
}

function Tile({ to, look, children }: TileProps): ReactElement {
  return (
    <Link to={to} className={`oc-tile is-${look}`}>
      {children}
      <small>
        {t('home.see')}
        <ArrowRight size={14} aria-hidden="true" className="oc-mirror" />
      </small>
    </Link>
  );
}

function countText(count: CappedCount): string {
  return count.more ? `${number(count.value)}+` : number(count.value);
}
