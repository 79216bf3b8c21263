import type { ReactElement } from 'react';
import { useEffect, useState } from 'react';
import { FOLLOW_UP_DAYS } from '../../contract.js';
import type { ReminderBatchView } from '../../panel-services.js';
import { asPanelError, read, type PanelError } from '../api.js';
import { number, t, word } from '../boot.js';
import { Button, ButtonLink } from '../kit/controls.js';
import { Dialog } from '../kit/dialog.js';
import { Failed } from '../kit/states.js';

const ASK_EVERY_MS = 700;

/** How far the reminders are, and at the end what became of them. */
export function BatchDialog({
  id,
  onClose,
}: {
  readonly id: string;
  readonly onClose: () => void;
}): ReactElement {
  const { batch, error, retry } = useBatch(id);
  const done = batch?.done ?? false;
  return (
    <Dialog
      title={t(done ? 'batch.doneTitle' : 'batch.title')}
      onClose={onClose}
      footer={
        <>
          {done ? (
            <ButtonLink
              onClick={onClose}
              to={`/admin/resources/expiring-cards?range=all&not_acted_since_days=${String(FOLLOW_UP_DAYS)}`}
            >
              {t('batch.seeFollowUp')}
            </ButtonLink>
          ) : (
            <span className="oc-faint">{t('batch.keepsGoing')}</span>
          )}
          <Button look="primary" onClick={onClose}>
            {t('batch.close')}
          </Button>
        </>
      }
    >
      {error ? <Failed error={error} onRetry={retry} /> : null}
      <Progress batch={batch} />
      {batch ? <Result batch={batch} /> : null}
    </Dialog>
  );
}

function useBatch(id: string): {
  batch: ReminderBatchView | null;
  error: PanelError | null;
  retry: () => void;
} {
  const [batch, setBatch] = useState<ReminderBatchView | null>(null);
  const [error, setError] = useState<PanelError | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stopped = false;
    const ask = async (): Promise<void> => {
      try {
        const now = await read<ReminderBatchView>('expiring-cards', 'batch', { id });
        if (stopped) return;
        setBatch(now);
        if (!now.done) timer = setTimeout(() => void ask(), ASK_EVERY_MS);
      } catch (thrown) {
        if (!stopped) setError(asPanelError(thrown));
      }
    };
    void ask();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [id, turn]);
  const retry = (): void => {
    setError(null);
    setTurn((before) => before + 1);
  };
  return { batch, error, retry };
}

function Progress({ batch }: { readonly batch: ReminderBatchView | null }): ReactElement {
  const { total, finished, share } = progressOf(batch);
  return (
    <div className="oc-progress-block">
      <div
        className={`oc-progress${share === null ? ' is-unknown' : ''}`}
        role="progressbar"
        aria-label={t('batch.title')}
        aria-valuemin={0}
        aria-valuemax={100}
        {...(share === null ? {} : { 'aria-valuenow': share })}
      >
        <span style={share === null ? undefined : { inlineSize: `${String(share)}%` }} />
      </div>
      <p aria-live="polite">
        {total === null
          ? t('batch.expanding')
          : t('batch.progress', { done: number(finished), total: number(total) })}
      </p>
    </div>
  );
}

function progressOf(batch: ReminderBatchView | null): {
  total: number | null;
  finished: number;
  share: number | null;
} {
  if (!batch) return { total: null, finished: 0, share: null };
  const { total } = batch;
  const finished = batch.sent + batch.skipped + batch.failed;
  if (batch.done) return { total, finished, share: 100 };
  return { total, finished, share: total ? Math.min(100, Math.round((finished / total) * 100)) : null };
}

function Result({ batch }: { readonly batch: ReminderBatchView }): ReactElement {
  const skips = Object.entries(batch.skips).sort(([, a], [, b]) => b - a);
  return (
    <>
      <dl className="oc-figures">
        <Figure tone="good" name={t('batch.sentWord')} value={batch.sent} />
        <Figure tone="warn" name={t('batch.skippedWord')} value={batch.skipped} />
        <Figure tone="bad" name={t('batch.failedWord')} value={batch.failed} />
        {batch.queued > 0 ? <Figure tone="accent" name={t('batch.queued')} value={batch.queued} /> : null}
      </dl>
      {skips.length > 0 ? (
        <section className="oc-skips">
          <h3>{t('batch.whySkipped')}</h3>
          <ul>
            {skips.map(([reason, count]) => (
              <li key={reason}>
                <span>{word('skip_reason', reason)}</span>
                <strong>{number(count)}</strong>
              </li>
            ))}
          </ul>
          {'mailjet_not_configured' in batch.skips ? (
            <p className="oc-note">{t('batch.mailjetHint')}</p>
          ) : null}
        </section>
      ) : null}
      {batch.done && skips.length === 0 ? <p className="oc-note">{t('batch.nothingSkipped')}</p> : null}
      {batch.failed > 0 ? <p className="oc-note">{t('batch.failedHint')}</p> : null}
    </>
  );
}

function Figure({
  name,
  value,
  tone,
}: {
  readonly name: string;
  readonly value: number;
  readonly tone: string;
}): ReactElement {
  return (
    <div className={`oc-figure oc-tone-${tone}`}>
      <dt>{name}</dt>
      <dd>{number(value)}</dd>
    </div>
  );
}
