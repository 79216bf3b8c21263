import type { ReactNode } from 'react';
import { useLanguage, useTexts } from '../language.js';
import { declineOf, refusalOf } from '../texts.js';
import { Action, Notice, OutLink } from '../ui/parts.js';
import type { PaymentRun } from '../use-payment.js';

interface StepsProps {
  readonly run: PaymentRun;
  readonly done: { readonly title: string; readonly body: string };
  readonly onFinish: () => void;
}

/** What becomes of a payment once it was asked for. */
export function PaymentSteps(props: StepsProps): ReactNode {
  const { run } = props;
  if (run.step === 'working') return <Working isLong={run.isLong} />;
  if (run.step === 'bank') return <AtBank url={run.standing?.next_action?.url ?? null} />;
  return run.step === 'review' || run.step === 'done' ? <Done {...props} /> : null;
}

function Working({ isLong }: { readonly isLong: boolean }): ReactNode {
  const { pay } = useTexts();
  return (
    <div className="working" role="status">
      <span className="spinner" />
      <p>{isLong ? pay.workingLong : pay.working}</p>
    </div>
  );
}

function Done({ run, done, onFinish }: StepsProps): ReactNode {
  const { pay } = useTexts();
  const body = run.step === 'review' ? pay.review : done.body;
  return (
    <div className="form" role="status">
      <Notice tone="success" size="large" title={done.title} body={body} />
      <Action onPress={onFinish}>{pay.finish}</Action>
    </div>
  );
}

function AtBank({ url }: { readonly url: string | null }): ReactNode {
  const { pay } = useTexts();
  return (
    <Notice tone="info" size="large" title={pay.bank} body={pay.bankWaiting}>
      {url !== null && (
        <OutLink href={url} className="button primary">
          {pay.bankAction}
        </OutLink>
      )}
    </Notice>
  );
}

/** Why it did not go through, above a form that is still there to try again. */
export function PaymentTrouble({ run }: { readonly run: PaymentRun }): ReactNode {
  const language = useLanguage();
  const { texts } = language;
  if (run.step === 'declined')
    return (
      <Notice
        tone="danger"
        title={texts.pay.declined}
        body={declineOf(texts, run.standing?.decline)}
        isAlert
      />
    );
  if (run.step === 'failed' && run.problem)
    return <Notice tone="danger" title={texts.pay.failed} body={refusalOf(language, run.problem)} isAlert />;
  return null;
}
