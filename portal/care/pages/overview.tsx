import { lazy, Suspense, useState, type ReactNode } from 'react';
import type { Banner, Subscription } from '../care-types.js';
import { useLanguage, useTexts } from '../language.js';
import { partOf } from '../part-of.js';
import { CardVisual } from '../ui/card-visual.js';
import { NewsNotice } from '../ui/news-notice.js';
import { Action, Badge, Money, Notice, PageLink, type Tone } from '../ui/parts.js';
import { useOverview } from '../use-session.js';
import { useTitle } from '../use-title.js';
import { bannerWords } from './banner-words.js';
import { SignUp } from './sign-up.js';

const payDialog = partOf(() => import('./pay-dialog.js'));
const ConfirmDialog = lazy(() => payDialog().then((module) => ({ default: module.ConfirmPayment })));
const PayDialog = lazy(() => payDialog().then((module) => ({ default: module.PayInvoices })));

/** Where everything stands, what is urgent first. */
export function OverviewPage(): ReactNode {
  const overview = useOverview();
  const texts = useTexts();
  const heading = useTitle(texts.overview.title);
  // Kept to its end: the banner goes as soon as the plan is active, and the customer wants to see that it is.
  const [pending, setPending] = useState(() =>
    overview.default_method === null
      ? overview.banners.find(({ kind }) => kind === 'pending_subscription')
      : undefined,
  );
  if (pending)
    return (
      <SignUp
        banner={pending}
        onDone={() => {
          setPending(undefined);
        }}
      />
    );
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {texts.hello(overview.customer.name)}
      </h1>
      <div className="overview">
        <div className="overview-main">
          <NewsNotice />
          <Banners />
          <Services />
        </div>
        <aside className="overview-side" aria-label={texts.overview.defaultMethod}>
          <DefaultMethod />
        </aside>
      </div>
    </>
  );
}

function Banners(): ReactNode {
  const { banners, subscriptions } = useOverview();
  const texts = useTexts();
  const [paying, setPaying] = useState<{ dialog: 'pay' | 'confirm'; id: string } | null>(null);
  const close = (): void => {
    setPaying(null);
  };
  if (banners.length === 0)
    return subscriptions.length === 0 ? null : (
      <Notice tone="success" size="large" title={texts.overview.allWell} body={texts.overview.allWellBody} />
    );
  return (
    <div className="banners">
      {banners.map((banner, index) => (
        <BannerNotice
          key={`${banner.kind} ${banner.payment_id ?? banner.subscription_id ?? ''}`}
          banner={banner}
          isFirst={index === 0}
          onPay={(id) => {
            setPaying({ dialog: 'pay', id });
          }}
          onConfirm={(id) => {
            setPaying({ dialog: 'confirm', id });
          }}
        />
      ))}
      <Suspense fallback={null}>
        {paying?.dialog === 'pay' && <PayDialog invoiceId={paying.id} onClose={close} />}
        {paying?.dialog === 'confirm' && <ConfirmDialog paymentId={paying.id} onClose={close} />}
      </Suspense>
    </div>
  );
}

interface BannerNoticeProps {
  readonly banner: Banner;
  readonly isFirst: boolean;
  readonly onPay: (invoice: string) => void;
  readonly onConfirm: (payment: string) => void;
}

function BannerNotice(props: BannerNoticeProps): ReactNode {
  const { banner, isFirst } = props;
  const language = useLanguage();
  const { tone, icon, title, body } = bannerWords(banner, language);
  return (
    <Notice tone={tone} icon={icon} title={title} body={body} size={isFirst ? 'large' : 'small'}>
      <BannerAction {...props} />
    </Notice>
  );
}

type ActionProps = BannerNoticeProps & { readonly look: 'primary' | 'quiet' };

function BannerAction(props: BannerNoticeProps): ReactNode {
  const look = props.isFirst ? 'primary' : 'quiet';
  const Chosen = ACTIONS[props.banner.kind];
  return <Chosen {...props} look={look} />;
}

function PayAction({ banner, look, onPay }: ActionProps): ReactNode {
  const { banners } = useTexts();
  const id = banner.invoice_id;
  if (id == null) return null;
  return (
    <>
      <Action
        look={look}
        onPress={() => {
          onPay(id);
        }}
      >
        {banners.pay}
      </Action>
      <PageLink to="add" className="button quiet">
        {banners.addCard}
      </PageLink>
    </>
  );
}

function ConfirmAction({ banner, look, onConfirm }: ActionProps): ReactNode {
  const { banners } = useTexts();
  const id = banner.payment_id;
  if (id == null) return null;
  return (
    <Action
      look={look}
      onPress={() => {
        onConfirm(id);
      }}
    >
      {banners.confirmAtBank}
    </Action>
  );
}

function AddCardAction({ look }: ActionProps): ReactNode {
  return (
    <PageLink to="add" className={`button ${look}`}>
      {useTexts().banners.addCard}
    </PageLink>
  );
}

function AddMethodAction({ look }: ActionProps): ReactNode {
  return (
    <PageLink to="add" className={`button ${look}`}>
      {useTexts().banners.addMethod}
    </PageLink>
  );
}

const ACTIONS: Readonly<Record<Banner['kind'], (props: ActionProps) => ReactNode>> = {
  suspended: PayAction,
  payment_due: PayAction,
  payment_action: ConfirmAction,
  expired_default: AddCardAction,
  expiring_default: AddCardAction,
  no_method: AddMethodAction,
  pending_subscription: AddMethodAction,
};

const STATE_TONES: Readonly<Record<string, Tone>> = {
  active: 'success',
  suspended: 'danger',
  pending_payment_method: 'warning',
};

function Services(): ReactNode {
  const { subscriptions } = useOverview();
  const { overview } = useTexts();
  return (
    <section className="box">
      <h2>{overview.services}</h2>
      {subscriptions.length === 0 ? (
        <p className="muted">{overview.noServices}</p>
      ) : (
        <ul className="rows">
          {subscriptions.map((subscription) => (
            <Service key={subscription.id} subscription={subscription} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Service({ subscription }: { readonly subscription: Subscription }): ReactNode {
  const { texts, day } = useLanguage();
  const { states, reasons, nextInvoice, balance, topUp } = texts.overview;
  const words: Readonly<Partial<Record<string, string>>> = states;
  const why: Readonly<Partial<Record<string, string>>> = reasons;
  const { state, suspended_for, balance: prepaid, next_invoice_on } = subscription;
  return (
    <li className="service">
      <div className="service-head">
        <h3>
          <bdi>{subscription.name}</bdi>
        </h3>
        <Badge tone={STATE_TONES[state] ?? 'neutral'}>{words[state] ?? state}</Badge>
      </div>
      <p className="service-price">
        <Money value={subscription.price} /> <span className="muted">{texts.every(subscription.period)}</span>
      </p>
      {suspended_for.map((reason) => (
        <p key={reason} className="muted">
          {why[reason]}
        </p>
      ))}
      {next_invoice_on !== null && state === 'active' && !prepaid && (
        <p className="muted">{nextInvoice(day(next_invoice_on))}</p>
      )}
      {prepaid && (
        <p className="service-balance">
          <span>
            {balance} <Money value={prepaid} />
          </span>
          <PageLink to="balance">{topUp}</PageLink>
        </p>
      )}
    </li>
  );
}

function DefaultMethod(): ReactNode {
  const { default_method: method } = useOverview();
  const { overview, banners } = useTexts();
  return (
    <section className="box">
      <h2>{overview.defaultMethod}</h2>
      {method ? (
        <>
          <CardVisual method={method} />
          <p className="muted">{overview.defaultHelp}</p>
          <PageLink to="methods">{overview.manage}</PageLink>
        </>
      ) : (
        <>
          <p className="muted">{overview.noDefault}</p>
          <PageLink to="add" className="button quiet">
            {banners.addMethod}
          </PageLink>
        </>
      )}
    </section>
  );
}
