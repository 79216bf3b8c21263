import { useSay } from '../hooks.js';

/** How the dialogs of a page end. */
export interface DialogEnds {
  readonly close: () => void;
  /** Something was done, in these words. */
  readonly done: (text: string) => void;
  /** Something was made whose secret is shown next. */
  readonly show: (secret: string) => void;
}

/** What the dialogs of a page are given: which one is open, how to open another or none, and whom to tell of a change. */
export interface DialogsProps<Open> {
  readonly open: Open;
  readonly onOpen: (open: Open | { readonly what: 'secret'; readonly secret: string } | null) => void;
  readonly onChanged: () => void;
}

/** The ends of the dialogs of a page of which one at most is open, a secret shown once among them. */
export function useDialogEnds<Open>({ onOpen, onChanged }: DialogsProps<Open>): DialogEnds {
  const say = useSay();
  const close = (): void => {
    onOpen(null);
  };
  return {
    close,
    done: (text) => {
      close();
      say(text);
      onChanged();
    },
    show: (secret) => {
      onOpen({ what: 'secret', secret });
      onChanged();
    },
  };
}
