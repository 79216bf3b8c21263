import { useState, type FormEvent, type ReactNode } from 'react';
import { keepCode, keptCode, type AskedCode } from '../asked-code.js';
import { api } from '../care-api.js';
import { problemOf, type CareProblem } from '../care-problem.js';
import type { Overview } from '../care-types.js';
import { useLanguage, useTexts } from '../language.js';
import { entryOf, land } from '../route.js';
import { session } from '../session.js';
import { refusalOf, type PageText } from '../texts.js';
import { CodeForm } from '../ui/code-form.js';
import { Field } from '../ui/fields.js';
import { Icon } from '../ui/icon.js';
import { Action, Notice } from '../ui/parts.js';
import { useTitle } from '../use-title.js';

/** Why somebody stands here who did not mean to. */
export type SignInReason = 'over' | 'signed_out' | 'link_expired' | 'link_used' | 'host_refused' | null;

/** A sign-in link that did not work, and the page that it would have led to. */
export interface RefusedLink {
  readonly reason: SignInReason;
  readonly to: string | null;
}

/** The page that whoever signs in here wants to see: the one of the address, unless that is a way in itself. */
function wished(): string | null {
  return entryOf(location.pathname).kind === 'cookie' ? location.pathname + location.search : null;
}

/** Getting in with an e-mail address: a code, or the link beside it. */
export function SignInPage({
  reason,
  to = null,
}: {
  readonly reason: SignInReason;
  readonly to?: string | null;
}): ReactNode {
  const texts = useTexts();
  const [asked, setAsked] = useState(() => (reason === null ? keptCode() : null));
  const ask = (wish: AskedCode | null): void => {
    keepCode(wish);
    setAsked(wish);
  };
  const { title, body } = wordsOf(texts.signIn, reason);
  const heading = useTitle(asked ? texts.signIn.codeTitle : title, { isMoved: reason !== null });
  const enter = (overview: Overview): void => {
    keepCode(null);
    if (wished() === null) land(to);
    session.apply(overview);
  };
  return (
    <section className="entrance panel">
      <span className="dot">
        <Icon name={asked ? 'mail' : 'shield'} />
      </span>
      <h1 ref={heading} tabIndex={-1}>
        {asked ? texts.signIn.codeTitle : title}
      </h1>
      {asked ? (
        <>
          <p className="lead" role="status">
            {texts.signIn.codeLead(asked.email)}
          </p>
          <CodeForm
            action={texts.signIn.signIn}
            onCode={async (code) => {
              enter(await api.signInByCode(asked.challenge, code));
            }}
            onAgain={async () => {
              const { challenge_id } = await api.signIn(asked.email, wished() ?? to);
              ask({ ...asked, challenge: challenge_id });
            }}
          />
          <Action
            look="text"
            onPress={() => {
              ask(null);
            }}
          >
            {texts.signIn.otherEmail}
          </Action>
        </>
      ) : (
        <>
          <p className="lead">{body}</p>
          <EmailForm to={to} onAsked={ask} />
        </>
      )}
    </section>
  );
}

function wordsOf(signIn: ReturnType<typeof useTexts>['signIn'], reason: SignInReason): PageText {
  switch (reason) {
    case 'over':
      return { title: signIn.title, body: signIn.over };
    case 'signed_out':
      return { title: signIn.signedOut, body: signIn.lead };
    case 'link_expired':
      return signIn.expired;
    case 'link_used':
      return signIn.used;
    case 'host_refused':
      return signIn.hostRefused;
    case null:
      return { title: signIn.title, body: signIn.lead };
  }
}

function EmailForm({
  to,
  onAsked,
}: {
  readonly to: string | null;
  readonly onAsked: (asked: AskedCode) => void;
}): ReactNode {
  const language = useLanguage();
  const { texts } = language;
  const [email, setEmail] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const ask = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      const { challenge_id } = await api.signIn(email.trim(), wished() ?? to);
      onAsked({ email: email.trim(), challenge: challenge_id });
    } catch (thrown) {
      const problem = problemOf(thrown);
      setError(problem.status === 422 ? texts.signIn.emailWrong : refusalOf(language, problem));
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (/^\S+@\S+\.\S+$/.test(email.trim())) void ask();
    else setError(texts.signIn.emailWrong);
  };
  return (
    <form className="form" onSubmit={submit} noValidate>
      <Field
        label={texts.signIn.email}
        value={email}
        onChange={setEmail}
        error={error}
        type="email"
        inputMode="email"
        autoComplete="email"
        isLtr
      />
      <Action type="submit" isBusy={isBusy}>
        {texts.signIn.send}
      </Action>
    </form>
  );
}

function refusedBy({ code, facts }: CareProblem): RefusedLink {
  const to = facts['go_to'];
  return {
    reason: code === 'link_used' ? 'link_used' : 'link_expired',
    to: typeof to === 'string' ? to : null,
  };
}

/** A sign-in link from a mail: it is used up by a press, never by being opened. */
export function SignInLinkPage({
  token,
  onRefused,
}: {
  readonly token: string;
  readonly onRefused: (refused: RefusedLink) => void;
}): ReactNode {
  const language = useLanguage();
  const { texts } = language;
  const heading = useTitle(texts.signIn.linkTitle);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const enter = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      const { go_to, ...overview } = await api.signInByLink(token);
      keepCode(null);
      land(go_to);
      session.apply(overview);
    } catch (thrown) {
      const problem = problemOf(thrown);
      setBusy(false);
      if (problem.status === 404) onRefused(refusedBy(problem));
      else setError(refusalOf(language, problem));
    }
  };
  return (
    <section className="entrance panel">
      <span className="dot">
        <Icon name="shield" />
      </span>
      <h1 ref={heading} tabIndex={-1}>
        {texts.signIn.linkTitle}
      </h1>
      <p className="lead">{texts.signIn.linkLead}</p>
      {error !== null && <Notice tone="danger" title={error} isAlert />}
      <Action isBusy={isBusy} onPress={() => void enter()}>
        {texts.signIn.signIn}
      </Action>
    </section>
  );
}
