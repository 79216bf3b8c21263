import type { ReactElement } from 'react';
import { useState } from 'react';
import { Check, Copy } from 'react-feather';
import { t } from '../boot.js';
import { Button } from './controls.js';

interface CopyProps {
  readonly label: string;
  readonly text: string;
}

/** Puts a text into the clipboard and says so; without https there is none, and the text can still be marked by hand. */
export function CopyButton({ label, text }: CopyProps): ReactElement {
  const [copied, setCopied] = useState(false);
  const Icon = copied ? Check : Copy;
  return (
    <Button
      small
      data-first
      icon={<Icon size={15} aria-hidden="true" />}
      onClick={() => {
        void (navigator.clipboard as Clipboard | undefined)?.writeText(text).then(() => {
          setCopied(true);
        });
      }}
    >
      {copied ? t('payments.copied') : label}
    </Button>
  );
}
