import { useState, type FormEvent, type ReactNode } from 'react';
import { problemOf, type CareProblem } from '../care-problem.js';
import { useLanguage, type Language } from '../language.js';
import { refusalOf } from '../texts.js';
import { Field } from './fields.js';
import { Action } from './parts.js';

const DIGITS = 6;

interface CodeFormProps {
  readonly action: string;
  readonly onCode: (code: string) => Promise<void>;
  readonly onAgain: () => Promise<void>;
}

/** Six digits from a mail; Arabic digits are taken too. */
export function CodeForm({ action, onCode, onAgain }: CodeFormProps): ReactNode {
  const language = useLanguage();
  const { texts } = language;
  const [code, setCode] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [isSentAgain, setSentAgain] = useState(false);
  const attempt = async (act: () => Promise<void>): Promise<void> => {
    if (isBusy) return;
    setBusy(true);
    setError(null);
    setSentAgain(false);
    try {
      await act();
    } catch (thrown) {
      setError(explain(language, problemOf(thrown)));
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (code.length === DIGITS) void attempt(() => onCode(code));
    else setError(texts.signIn.codeIncomplete);
  };
  return (
    <form className="form" onSubmit={submit} noValidate>
      <Field
        className="code"
        label={texts.signIn.code}
        value={code}
        onChange={(text) => {
          setCode(digitsOf(text).slice(0, DIGITS));
        }}
        error={error}
        inputMode="numeric"
        autoComplete="one-time-code"
        isLtr
        autoFocus
      />
      {isSentAgain && <p role="status">{texts.signIn.sentAgain}</p>}
      <div className="actions">
        <Action type="submit" isBusy={isBusy}>
          {action}
        </Action>
        <Action
          look="text"
          onPress={() =>
            void attempt(async () => {
              await onAgain();
              setCode('');
              setSentAgain(true);
            })
          }
        >
          {texts.signIn.again}
        </Action>
      </div>
    </form>
  );
}

function explain(language: Language, problem: CareProblem): string {
  const { signIn } = language.texts;
  if (problem.code === 'code_expired') return signIn.codeExpired;
  if (problem.code !== 'code_wrong') return refusalOf(language, problem);
  const tries = problem.facts['tries_left'];
  return typeof tries === 'number' && tries > 0 ? signIn.codeTries(tries) : signIn.codeWrong;
}

function digitsOf(text: string): string {
  return text.replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x660)).replace(/\D/g, '');
}
