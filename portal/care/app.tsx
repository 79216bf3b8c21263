import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react';
import { api } from './care-api.js';
import type { CareProblem } from './care-problem.js';
import { useLanguage, useTexts } from './language.js';
import { Frame } from './frame.js';
import { partOf } from './part-of.js';
import { LinkPage } from './pages/link.js';
import { OverviewPage } from './pages/overview.js';
import type { RefusedLink, SignInReason } from './pages/sign-in.js';
import { TroublePage } from './pages/trouble.js';
import { entryOf, navigate, pageOf, usePage, type Entry, type PageName } from './route.js';
import { session } from './session.js';
import { Fallible } from './ui/fallible.js';
import { Skeleton } from './ui/parts.js';
import { forgetResources } from './use-resource.js';
import { useSession } from './use-session.js';

const later = {
  methods: partOf(() => import('./pages/methods.js')),
  add: partOf(() => import('./pages/add.js')),
  invoices: partOf(() => import('./pages/invoices.js')),
  balance: partOf(() => import('./pages/balance.js')),
  settings: partOf(() => import('./pages/settings.js')),
  signIn: partOf(() => import('./pages/sign-in.js')),
  check: partOf(() => import('./ui/check-dialog.js')),
};

const MethodsPage = lazy(() => later.methods().then((page) => ({ default: page.MethodsPage })));
const AddPage = lazy(() => later.add().then((page) => ({ default: page.AddPage })));
const InvoicesPage = lazy(() => later.invoices().then((page) => ({ default: page.InvoicesPage })));
const BalancePage = lazy(() => later.balance().then((page) => ({ default: page.BalancePage })));
const SettingsPage = lazy(() => later.settings().then((page) => ({ default: page.SettingsPage })));
const SignInPage = lazy(() => later.signIn().then((page) => ({ default: page.SignInPage })));
const SignInLinkPage = lazy(() => later.signIn().then((page) => ({ default: page.SignInLinkPage })));
const CheckDialog = lazy(() => later.check().then((page) => ({ default: page.CheckDialog })));

const first = entryOf(location.pathname);

const PARTS: Readonly<Partial<Record<PageName, () => Promise<unknown>>>> = {
  ...later,
  receipts: later.invoices,
};

// The part that the address asks for comes while the session is being opened.
void PARTS[pageOf(location.pathname, location.search)]?.().catch(() => undefined);

/** Enters as the address says; a sign-in link waits for a press. */
function begin(entry: Entry): Promise<void> {
  if (entry.kind === 'link') return session.open(() => api.openLink(entry.token));
  if (entry.kind === 'host')
    return session.open(async () => {
      const overview = await api.signInByHost(entry.token);
      navigate('overview', { replace: true });
      return overview;
    });
  return session.resume();
}

/** The self-care pages: who is not signed in gets in first. */
export function App(): ReactNode {
  const { prefer } = useLanguage();
  const { phase, overview } = useSession();
  const [refused, setRefused] = useState<RefusedLink | null>(null);
  const waits = first.kind === 'sign-in-link' || first.kind === 'sign-in';
  useEffect(() => {
    if (!waits) void begin(first);
  }, [waits]);
  const locale = overview?.locale;
  useEffect(() => {
    if (locale) prefer(locale);
  }, [locale, prefer]);
  useEffect(() => {
    if (phase === 'out') forgetResources();
    if (phase !== 'open') return;
    // The other pages come while the customer reads this one.
    const timer = setTimeout(() => {
      for (const load of [later.methods, later.check]) void load().catch(() => undefined);
    }, 1_500);
    return () => {
      clearTimeout(timer);
    };
  }, [phase]);
  const isOpen = phase === 'open' && overview !== null;
  return (
    <Frame isOpen={isOpen}>
      <Fallible key={phase}>
        <Suspense fallback={<Opening />}>
          {isOpen ? <Pages /> : <Entrance waits={waits} refused={refused} onRefused={setRefused} />}
        </Suspense>
      </Fallible>
    </Frame>
  );
}

function Pages(): ReactNode {
  const page = usePage();
  const shown = PAGES[page];
  return (
    <>
      <Fallible key={page}>
        <Suspense fallback={<Skeleton rows={4} />}>{shown()}</Suspense>
      </Fallible>
      <Suspense fallback={null}>
        <CheckDialog />
      </Suspense>
    </>
  );
}

const PAGES: Readonly<Record<PageName, () => ReactNode>> = {
  link: () => <Landed />,
  overview: () => <OverviewPage />,
  methods: () => <MethodsPage />,
  add: () => <AddPage />,
  invoices: () => <InvoicesPage list="invoices" />,
  receipts: () => <InvoicesPage list="receipts" />,
  balance: () => <BalancePage />,
  settings: () => <SettingsPage />,
};

/** A link to pay shows what is owed; any other one the card that it is about. */
function Landed(): ReactNode {
  const { overview } = useSession();
  const [isPaying] = useState(overview?.session.purpose === 'pay');
  return isPaying ? <OverviewPage /> : <LinkPage />;
}

interface EntranceProps {
  readonly waits: boolean;
  readonly refused: RefusedLink | null;
  readonly onRefused: (refused: RefusedLink) => void;
}

function Entrance({ waits, refused, onRefused }: EntranceProps): ReactNode {
  const { phase, problem } = useSession();
  if (phase === 'out') return <SignInPage key="out" reason={reasonOf(problem)} />;
  if (phase === 'failed' && problem) return <Failed problem={problem} />;
  if (!waits) return <Opening />;
  if (first.kind === 'sign-in-link' && refused === null)
    return <SignInLinkPage token={first.token} onRefused={onRefused} />;
  return <SignInPage key="asked" {...(refused ?? { reason: null })} />;
}

function Failed({ problem }: { readonly problem: CareProblem }): ReactNode {
  const isRefused = problem.status >= 400 && problem.status < 500 && problem.status !== 429;
  if (first.kind === 'host' && isRefused) return <SignInPage reason="host_refused" />;
  const token = first.kind === 'link' ? first.token : null;
  return <TroublePage problem={problem} token={token} onRetry={() => begin(first)} />;
}

/** Nobody is told that a session ended who had none in this window. */
function reasonOf(problem: CareProblem | null): SignInReason {
  if (problem?.code === 'signed_out') return 'signed_out';
  return problem && session.wasOpen ? 'over' : null;
}

function Opening(): ReactNode {
  const texts = useTexts();
  return (
    <>
      <p className="sr" role="status">
        {texts.loading}
      </p>
      <div className="link" aria-hidden="true">
        <div className="card-holder">
          <div className="card blank" />
        </div>
        <div className="panel blank">
          <span />
          <span />
          <span />
        </div>
      </div>
    </>
  );
}
