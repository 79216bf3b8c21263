import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { StoredMethod } from '../../payment-form/contract.js';
import type { MethodFace } from '../care-types.js';
import { useTexts } from '../language.js';
import { session } from '../session.js';
import { CardVisual } from '../ui/card-visual.js';
import { Action, PageLink } from '../ui/parts.js';
import { loadForm, PaymentForm } from '../ui/payment-form.js';
import { Recovery } from '../ui/news-notice.js';
import { useOverview } from '../use-session.js';
import { useTitle } from '../use-title.js';

type Step = 'landing' | 'form' | 'done';

/** The page behind a mail's link: the card, what to do about it, the form, and the new card when it is there. */
export function LinkPage(): ReactNode {
  const { about } = useOverview();
  const [step, setStep] = useState<Step>('landing');
  const [added, setAdded] = useState<MethodFace | null>(null);
  const [round, setRound] = useState(0);
  const shown = added ?? about;
  return (
    <div className={`link${shown ? '' : ' alone'}`}>
      {shown && (
        <div className="card-holder">
          <CardVisual method={shown} isNew={added !== null} />
        </div>
      )}
      {step === 'landing' ? (
        <Landing
          onStart={() => {
            setStep('form');
          }}
        />
      ) : (
        <Adding
          key={round}
          isDone={step === 'done'}
          onCancel={() => {
            setStep('landing');
          }}
          onAdded={(method) => {
            setAdded({ ...method, days_left: null });
            setStep('done');
          }}
          onAnother={() => {
            setRound(round + 1);
            setStep('form');
          }}
        />
      )}
    </div>
  );
}

function Landing({ onStart }: { readonly onStart: () => void }): ReactNode {
  const texts = useTexts();
  const { about, customer } = useOverview();
  const { title, body } = texts.landing(about);
  const heading = useTitle(title);
  useEffect(() => {
    // The customer reads first; meanwhile the form may come.
    const timer = setTimeout(loadForm, 1_000);
    return () => {
      clearTimeout(timer);
    };
  }, []);
  return (
    <section className="panel">
      <p className="hello">{texts.hello(customer.name)}</p>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      <p className="lead">{body}</p>
      <Action onPress={onStart}>{texts.start}</Action>
      <h2 className="steps-title">{texts.stepsTitle}</h2>
      <ol className="steps">
        {texts.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <p className="elsewhere">
        <PageLink to="methods">{texts.toMethods}</PageLink>
      </p>
    </section>
  );
}

interface AddingProps {
  readonly isDone: boolean;
  readonly onCancel: () => void;
  readonly onAdded: (method: StoredMethod) => void;
  readonly onAnother: () => void;
}

function Adding({ isDone, onCancel, onAdded, onAnother }: AddingProps): ReactNode {
  const texts = useTexts();
  const overview = useOverview();
  const wasOwed = useRef(overview.due !== null);
  const heading = useTitle(isDone ? texts.thanks(overview.customer.name) : texts.formTitle, {
    isMoved: !isDone,
  });
  return (
    <section className={`panel${isDone ? ' finished' : ''}`}>
      <h1 ref={heading} tabIndex={-1}>
        {isDone ? texts.thanks(overview.customer.name) : texts.formTitle}
      </h1>
      <PaymentForm
        overview={overview}
        onCancel={onCancel}
        onAdded={(method) => {
          onAdded(method);
          void session.refresh();
        }}
        done={
          <div className="done-extra">
            <Recovery wasOwed={wasOwed.current} />
            <p className="close-page">{texts.closePage}</p>
            <div className="actions">
              <Action look="quiet" onPress={onAnother}>
                {texts.addAnother}
              </Action>
              <PageLink to="methods" className="button quiet">
                {texts.toMethods}
              </PageLink>
            </div>
          </div>
        }
      />
    </section>
  );
}
