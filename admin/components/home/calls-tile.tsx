import type { ReactElement } from 'react';
import { Link } from 'react-router-dom';
import type { ListAnswer } from '../../contract.js';
import type { CallRow } from '../../panel-dunning.js';
import { read } from '../api.js';
import { date, number, t } from '../boot.js';
import { useLoad } from '../hooks.js';
import { Badge } from '../kit/controls.js';
import { AllGood, HomeTile } from './tile.js';

const TASKS = '/admin/resources/call-tasks';
const SHOWN = 5;

interface Tasks {
  readonly calls: ListAnswer<CallRow>;
  readonly approvals: ListAnswer<CallRow>;
}

/** Whom to call today, and what waits for a decision; the first of them by name. */
export function CallsTile(): ReactElement {
  const load = useLoad('calls', async (): Promise<Tasks> => {
    const [calls, approvals] = await Promise.all(
      (['call', 'approval'] as const).map((kind) =>
        read<ListAnswer<CallRow>>('call-tasks', 'list', { kind }),
      ),
    );
    const none = { rows: [], next_cursor: null, count: null };
    return { calls: calls ?? none, approvals: approvals ?? none };
  });
  return (
    <HomeTile title={t('home.calls')} lead={t('home.callsLead')} to={TASKS} load={load}>
      {({ calls, approvals }) =>
        calls.rows.length + approvals.rows.length === 0 ? (
          <AllGood text={t('home.noCalls')} />
        ) : (
          <>
            <dl className="oc-key is-plain">
              <Figure label={t('home.toCall')} to={`${TASKS}?kind=call`} answer={calls} />
              <Figure label={t('home.toDecide')} to={`${TASKS}?kind=approval`} answer={approvals} />
            </dl>
            <ul className="oc-home-list">
              {[...calls.rows, ...approvals.rows].slice(0, SHOWN).map((task) => (
                <Task key={task.id} task={task} />
              ))}
            </ul>
          </>
        )
      }
    </HomeTile>
  );
}

interface FigureProps {
  readonly label: string;
  readonly to: string;
  readonly answer: ListAnswer<unknown>;
}

function Figure({ label, to, answer }: FigureProps): ReactElement {
  const more = answer.next_cursor === null ? '' : '+';
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <Link to={to}>{number(answer.rows.length) + more}</Link>
      </dd>
    </div>
  );
}

function Task({ task }: { readonly task: CallRow }): ReactElement {
  const { id, customer } = task.case;
  return (
    <li>
      <Link to={`/admin/resources/dunning-cases/records/${id}/show`} className="oc-open">
        <bdi>{customer.name}</bdi>
      </Link>
      <span className="oc-together">
        {task.overdue ? <Badge tone="bad">{t('home.overdue')}</Badge> : null}
        <Badge tone={task.kind === 'approval' ? 'warn' : 'accent'}>
          {t(task.kind === 'approval' ? 'home.decide' : 'home.call')}
        </Badge>
        <time className="oc-faint" dateTime={task.created_at}>
          {date(task.created_at)}
        </time>
      </span>
    </li>
  );
}
