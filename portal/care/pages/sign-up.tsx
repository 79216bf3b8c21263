import { useState, type ReactNode } from 'react';
import type { Banner } from '../care-types.js';
import { useLanguage } from '../language.js';
import { session } from '../session.js';
import { NewsNotice } from '../ui/news-notice.js';
import { Action, Money, Notice } from '../ui/parts.js';
import { PaymentForm } from '../ui/payment-form.js';
import { useOverview } from '../use-session.js';
import { useTitle } from '../use-title.js';
import { bannerWords } from './banner-words.js';

/** A new customer who chose a plan: the plan, what it costs, and how to pay. */
export function SignUp({
  banner,
  onDone,
}: {
  readonly banner: Banner;
  readonly onDone: () => void;
}): ReactNode {
  const { texts } = useLanguage();
  const overview = useOverview();
  const heading = useTitle(texts.signUp.title);
  const [isAdded, setAdded] = useState(false);
  // The plan leaves the banner as soon as it is active.
  const [plan] = useState(() => overview.subscriptions.find(({ id }) => id === banner.subscription_id));
  const price = plan?.price ?? banner.money;
  return (
    <div className="link sign-up">
      <section className="plan">
        <p className="muted">{texts.signUp.plan}</p>
        <h2>
          <bdi>{plan?.name ?? banner.subscription_name}</bdi>
        </h2>
        {price && (
          <p className="plan-price">
            <Money value={price} /> <span>{plan ? texts.every(plan.period) : ''}</span>
          </p>
        )}
        {!isAdded && <p className="muted">{texts.signUp.note}</p>}
      </section>
      <section className="panel">
        <p className="hello">{texts.hello(overview.customer.name)}</p>
        <h1 ref={heading} tabIndex={-1}>
          {isAdded ? texts.thanks(overview.customer.name) : texts.signUp.title}
        </h1>
        <PaymentForm
          overview={overview}
          onAdded={() => {
            setAdded(true);
            void session.refresh();
          }}
          done={
            <div className="done-extra">
              <NewsNotice />
              <Refused />
              <Action onPress={onDone}>{texts.toAccount}</Action>
            </div>
          }
        />
      </section>
    </div>
  );
}

/** The plan runs and its first payment was refused all the same. */
function Refused(): ReactNode {
  const { banners } = useOverview();
  const language = useLanguage();
  const refused = banners.find(({ kind, decline }) => kind === 'payment_due' && decline);
  if (!refused) return null;
  const { tone, icon, title, body } = bannerWords(refused, language);
  return <Notice tone={tone} icon={icon} title={title} body={body} isAlert />;
}
