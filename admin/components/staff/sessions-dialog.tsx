import type { ReactElement } from 'react';
import { useRef } from 'react';
import { Monitor } from 'react-feather';
import type { SessionRow, StaffRow } from '../../panel-staff.js';
import { read, write } from '../api.js';
import { instant, t } from '../boot.js';
import { useLoad, useSay, useTask } from '../hooks.js';
import { Badge, Button, Dots } from '../kit/controls.js';
import { Dialog } from '../kit/dialog.js';
import { useKeptFocus } from '../kit/focus.js';
import { Empty, Loaded, Refused } from '../kit/states.js';
import { isolated } from './words.js';

interface SessionsProps {
  readonly row: StaffRow;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

/** Where somebody is signed in; each session can be ended, or all at once, but the one that asks: that is signed out of. */
export function SessionsDialog({ row, onClose, onChanged }: SessionsProps): ReactElement {
  const say = useSay();
  const name = isolated(row.name);
  const load = useLoad(row.id, () =>
    read<{ sessions: readonly SessionRow[] }>('staff', 'sessions', { id: row.id }),
  );
  const end = useTask(async (session: string | null) => {
    const wish = session === null ? { id: row.id } : { id: row.id, session };
    const { ended } = await write<{ ended: number }>('staff', 'end_sessions', wish);
    say(t('staff.ended', { count: ended }));
    load.reload();
    onChanged();
  });
  const sessions = load.data?.sessions ?? [];
  const others = sessions.filter((session) => !session.is_current);
  const dialog = useRef<HTMLElement | null>(null);
  useKeptFocus(dialog, '.oc-sessions button, footer button');
  return (
    <Dialog
      title={t('staff.sessionsTitle', { name })}
      onClose={onClose}
      isReady={load.data !== null}
      trouble={end.error === null ? null : <Refused error={end.error} />}
      footer={
        <>
          {others.length > 1 ? (
            <Button look="danger" busy={end.busy} onClick={() => void end.run(null)}>
              {t(others.length < sessions.length ? 'staff.endOthers' : 'staff.endAll')}
            </Button>
          ) : null}
          <Button onClick={onClose}>{t('staff.close')}</Button>
        </>
      }
    >
      <div
        ref={(part) => {
          dialog.current = part?.closest('dialog') ?? null;
        }}
      >
        <Loaded load={load} skeleton={2}>
          {() =>
            sessions.length === 0 ? (
              <Empty
                icon={<Monitor size={22} />}
                title={t('staff.noSessions')}
                text={t('staff.noneOpen', { name })}
              />
            ) : (
              <ul className="oc-sessions">
                {sessions.map((session) => (
                  <Session
                    key={session.id}
                    session={session}
                    busy={end.busy}
                    onEnd={() => void end.run(session.id)}
                  />
                ))}
              </ul>
            )
          }
        </Loaded>
      </div>
    </Dialog>
  );
}

interface SessionProps {
  readonly session: SessionRow;
  readonly busy: boolean;
  readonly onEnd: () => void;
}

function Session({ session, busy, onEnd }: SessionProps): ReactElement {
  const browser = browserName(session);
  const since = instant(session.created_at);
  return (
    <li>
      <div className="oc-cell">
        <span className="oc-together">
          <strong>{browser}</strong>
          {session.is_current ? <Badge tone="good">{t('staff.thisSession')}</Badge> : null}
        </span>
        <small>
          <Dots>
            {session.ip === null ? null : (
              <bdi dir="ltr" className="oc-code">
                {session.ip}
              </bdi>
            )}
            <span>{t('staff.since', { at: since })}</span>
          </Dots>
        </small>
        <small>{t('staff.lastSeen', { at: instant(session.last_seen_at) })}</small>
      </div>
      {session.is_current ? null : (
        <Button small busy={busy} aria-label={t('staff.endOf', { name: browser, at: since })} onClick={onEnd}>
          {t('staff.end')}
        </Button>
      )}
    </li>
  );
}

function browserName({ browser, system }: SessionRow): string {
  if (browser === null) return system ?? t('staff.unknownBrowser');
  return system === null ? browser : t('staff.browserOn', { browser, system });
}
