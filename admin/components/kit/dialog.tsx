import type { ReactElement, ReactNode } from 'react';
import { useEffect, useId, useRef } from 'react';
import { X } from 'react-feather';
import { t } from '../boot.js';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Buttons, the one that goes on last. */
  readonly footer?: ReactNode;
  readonly wide?: boolean;
  /** Leaves the rest of the page reachable, for a bank's window that a vendor's script puts there. */
  readonly behindVendors?: boolean;
}

/** The browser's own modal dialog: it keeps the focus inside, closes on Escape and gives the focus back. */
export function Dialog({
  title,
  onClose,
  children,
  footer,
  wide = false,
  behindVendors = false,
}: DialogProps): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const element = dialog.current;
    if (!element || element.open) return undefined;
    if (!behindVendors) {
      element.showModal();
      return undefined;
    }
    const before = document.activeElement;
    element.show();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, [behindVendors]);
  const sheet = (
    <dialog
      ref={dialog}
      className={`oc-dialog${wide ? ' is-wide' : ''}${behindVendors ? ' is-page' : ''}`}
      aria-labelledby={heading}
      onKeyDown={(event) => {
        if (behindVendors && event.key === 'Escape') onClose();
      }}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      <div className="oc-dialog-sheet">
        <header>
          <h2 id={heading}>{title}</h2>
          <button type="button" className="oc-icon-button" aria-label={t('shell.close')} onClick={onClose}>
            <X size={18} aria-hidden="true" />
          </button>
        </header>
        <div className="oc-dialog-body">{children}</div>
        {footer ? <footer>{footer}</footer> : null}
      </div>
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
