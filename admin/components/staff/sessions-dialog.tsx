import type { ReactElement } from 'react';
import { Monitor } from 'react-feather';
import type { SessionRow, StaffRow } from '../../panel-staff.js';
import { read, write } from '../api.js';
import { instant, t } from '../boot.js';
import { useLoad, useSay, useTask } from '../hooks.js';
import { Button, Dots } from '../kit/controls.js';
import { Dialog } from '../kit/dialog.js';
import { Empty, Loaded, Refused } from '../kit/states.js';
import { isolated } from './words.js';

interface SessionsProps {
  readonly row: StaffRow;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

/** Where somebody is signed in; each session can be ended, or all at once. */
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
  return (
    <Dialog
      title={t('staff.sessionsTitle', { name })}
      onClose={onClose}
      isReady={load.data !== null}
      trouble={end.error === null ? null : <Refused error={end.error} />}
      footer={
        <>
          {sessions.length > 1 ? (
            <Button look="danger" busy={end.busy} onClick={() => void end.run(null)}>
              {t('staff.endAll')}
            </Button>
          ) : null}
          <Button onClick={onClose}>{t('staff.close')}</Button>
        </>
      }
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
  return (
    <li>
      <div className="oc-cell">
        <strong>{browser}</strong>
        <small>
          <Dots>
            {session.ip === null ? null : (
              <bdi dir="ltr" className="oc-code">
                {session.ip}
              </bdi>
            )}
            <span>{t('staff.since', { at: instant(session.created_at) })}</span>
          </Dots>
        </small>
        <small>{t('staff.lastSeen', { at: instant(session.last_seen_at) })}</small>
      </div>
      <Button small busy={busy} aria-label={t('staff.endOf', { name: browser })} onClick={onEnd}>
        {t('staff.end')}
      </Button>
    </li>
  );
}

function browserName({ browser, system }: SessionRow): string {
  if (browser === null) return system ?? t('staff.unknownBrowser');
  return system === null ? browser : t('staff.browserOn', { browser, system });
}
