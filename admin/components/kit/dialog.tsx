import type { ReactElement, ReactNode } from 'react';
import { useEffect, useId, useRef } from 'react';
import { X } from 'react-feather';
import { t } from '../boot.js';
import { firstOf, giveFocusTo } from './focus.js';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  /** On Escape and on a click beside it, which happen by accident; without it they close like the rest. */
  readonly onSlip?: () => void;
  /** Its buttons alone close it: there is no other way out, not even by accident. */
  readonly mustAnswer?: boolean;
  readonly children: ReactNode;
  /** What stays in sight above the buttons while the rest scrolls. */
  readonly trouble?: ReactNode;
  /** Buttons, the one that goes on last. */
  readonly footer?: ReactNode;
  readonly wide?: boolean;
  /** Leaves the rest of the page reachable, for a bank's window that a vendor's script puts there. */
  readonly behindVendors?: boolean;
  /** False while its fields are on their way; the focus waits for them. */
  readonly isReady?: boolean;
}

/** The browser's own modal dialog: the focus goes to its first field, stays inside, and goes back to what opened it. */
export function Dialog(props: DialogProps): ReactElement {
  const { mustAnswer, wide = false, behindVendors = false, isReady = true } = props;
  const onSlip = mustAnswer ? () => undefined : (props.onSlip ?? props.onClose);
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useOpen(dialog, behindVendors);
  useEffect(() => {
    if (dialog.current && isReady) firstOf(dialog.current)?.focus();
  }, [isReady]);
  const sheet = (
    <dialog
      ref={dialog}
      className={`oc-dialog${wide ? ' is-wide' : ''}${behindVendors ? ' is-page' : ''}`}
      aria-labelledby={heading}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.nativeEvent.isComposing) return;
        // Asked to twice, the browser would close it by itself, whatever was typed.
        event.preventDefault();
        onSlip();
      }}
      onCancel={(event) => {
        event.preventDefault();
        onSlip();
      }}
      onMouseDown={(event) => {
        if (event.target === dialog.current) onSlip();
      }}
    >
      <Sheet {...props} heading={heading} />
    </dialog>
  );
  if (!behindVendors) return sheet;
  return (
    <>
      <div className="oc-scrim" />
      {sheet}
    </>
  );
}

function Sheet(props: DialogProps & { readonly heading: string }): ReactElement {
  return (
    <div className="oc-dialog-sheet">
      <header>
        <h2 id={props.heading}>{props.title}</h2>
        {props.mustAnswer ? null : (
          <button
            type="button"
            className="oc-icon-button"
            aria-label={t('shell.close')}
            onClick={props.onClose}
          >
            <X size={18} aria-hidden="true" />
          </button>
        )}
      </header>
      <div className="oc-dialog-body">{props.children}</div>
      {props.trouble ? <div className="oc-dialog-trouble">{props.trouble}</div> : null}
      {props.footer ? <footer>{props.footer}</footer> : null}
    </div>
  );
}

function useOpen(dialog: React.RefObject<HTMLDialogElement>, behindVendors: boolean): void {
  useEffect(() => {
    const opener = document.activeElement;
    if (behindVendors) dialog.current?.show();
    else dialog.current?.showModal();
    return () => {
      giveFocusTo(opener);
    };
  }, [dialog, behindVendors]);
}
