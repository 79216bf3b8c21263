import { useState, type ReactNode } from 'react';
import { api } from '../care-api.js';
import { problemOf, type CareProblem } from '../care-problem.js';
import { useTexts } from '../language.js';
import type { PageText } from '../texts.js';
import type { CareTexts } from '../texts.en.js';
import { Icon, type IconName } from '../ui/icon.js';
import { Action } from '../ui/parts.js';
import { useTitle } from '../use-title.js';

interface MessageProps {
  readonly tone: 'info' | 'warning' | 'success';
  readonly icon: IconName;
  readonly text: PageText;
  readonly reference?: string | null;
  readonly act?: () => Promise<void>;
}

/** A page that has one thing to say, and at most one thing to do. */
function Message({ tone, icon, text, reference, act }: MessageProps): ReactNode {
  const texts = useTexts();
  const heading = useTitle(text.title);
  const [isBusy, setBusy] = useState(false);
  const press = async (): Promise<void> => {
    setBusy(true);
    await act?.();
    setBusy(false);
  };
  return (
    <div className={`message ${tone}`}>
      <span className="dot">
        <Icon name={icon} />
      </span>
      <h1 ref={heading} tabIndex={-1}>
        {text.title}
      </h1>
      <p>{text.body}</p>
      {text.action !== undefined && act && (
        <Action isBusy={isBusy} onPress={() => void press()}>
          {text.action}
        </Action>
      )}
      {reference != null && <p className="reference">{texts.reference(reference)}</p>}
    </div>
  );
}

interface TroubleProps {
  readonly problem: CareProblem;
  /** Of a mail's link, where that is how the customer came. */
  readonly token: string | null;
  readonly onRetry: () => Promise<void>;
}

/** Why the page could not be opened, and what helps. */
export function TroublePage({ problem, token, onRetry }: TroubleProps): ReactNode {
  const texts = useTexts();
  const [later, setLater] = useState<CareProblem | null>(null);
  const [isSent, setSent] = useState(false);
  const now = later ?? problem;
  if (isSent) return <Message key="sent" tone="success" icon="mail" text={texts.newLinkSent} />;
  if (token !== null) {
    if (now.code === 'link_expired') {
      const ask = async (): Promise<void> => {
        try {
          await api.requestNewLink(token);
          setSent(true);
        } catch (error) {
          setLater(problemOf(error));
        }
      };
      return <Message tone="warning" icon="clock" text={texts.expiredLink} act={ask} />;
    }
    if (now.code === 'link_revoked') return <Message tone="info" icon="check" text={texts.revokedLink} />;
    if (now.status === 404) return <Message tone="info" icon="link" text={texts.invalidLink} />;
  }
  return (
    <Message
      key={now.code}
      tone="warning"
      icon={now.code === 'network' ? 'offline' : 'alert'}
      text={wordsFor(now, texts)}
      reference={now.request_id}
      act={onRetry}
    />
  );
}

function wordsFor(problem: CareProblem, texts: CareTexts): PageText {
  if (problem.code === 'network') return texts.network;
  return problem.status === 429 ? texts.tooMany : texts.serverError;
}
