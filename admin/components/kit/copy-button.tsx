import type { ReactElement } from 'react';
import { useRef, useState } from 'react';
import { Check, Copy } from 'react-feather';
import { t } from '../boot.js';
import { Button } from './controls.js';

interface CopyProps {
  readonly label: string;
  readonly text: string;
}

/** Puts the text beside it into the clipboard and says so; where the browser does not let it, the text is marked to be copied by hand. */
export function CopyButton({ label, text }: CopyProps): ReactElement {
  const [outcome, setOutcome] = useState<'copied' | 'marked' | null>(null);
  const status = useRef<HTMLElement>(null);
  const Icon = outcome === 'copied' ? Check : Copy;
  const copy = async (): Promise<void> => {
    const isCopied = await putIntoClipboard(text);
    if (!isCopied) markBeside(status.current);
    setOutcome(isCopied ? 'copied' : 'marked');
  };
  return (
    <>
      <Button small data-first icon={<Icon size={15} aria-hidden="true" />} onClick={() => void copy()}>
        {outcome === 'copied' ? t('payments.copied') : label}
      </Button>
      <small ref={status} role="status" className={outcome === 'marked' ? undefined : 'oc-hidden'}>
        {outcome === null ? '' : t(outcome === 'copied' ? 'payments.copied' : 'trouble.notCopied')}
      </small>
    </>
  );
}

async function putIntoClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Refused by whoever sits there, or not on offer: without https there is none.
    return false;
  }
}

function markBeside(status: HTMLElement | null): void {
  const shown = status?.parentElement?.querySelector('bdi, a');
  if (shown) getSelection()?.selectAllChildren(shown);
}
