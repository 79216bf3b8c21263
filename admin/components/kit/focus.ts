import { useEffect, type RefObject } from 'react';

const FIELDS = ':is(input, select, textarea):not(:disabled)';

/** Where the work in a dialog begins: its first field, of several to choose from the chosen one, else the button marked for that. */
export function firstOf(dialog: HTMLElement): HTMLElement | null {
  const first = dialog.querySelector<HTMLElement>(`.oc-dialog-body ${FIELDS}`);
  if (first instanceof HTMLInputElement && first.type === 'radio')
    return dialog.querySelector<HTMLElement>(`[name="${CSS.escape(first.name)}"]:checked`) ?? first;
  return first ?? dialog.querySelector<HTMLElement>('[data-first]');
}

/** Gives the focus back to what opened something; where that is gone, to what lies on top now. */
export function giveFocusTo(opener: Element | null): void {
  if (opener instanceof HTMLElement && opener.isConnected && opener !== document.body) opener.focus();
  if (document.activeElement !== document.body) return;
  const layers = document.querySelectorAll<HTMLElement>('main#content, .oc-phone, dialog[open]');
  [...layers].at(-1)?.focus({ preventScroll: true });
}

/** Keeps the focus in a part of the page whose pieces come and go: from one that has gone it moves on to `place`. */
export function useKeptFocus(part: RefObject<HTMLElement>, place: string): void {
  useEffect(() => {
    const element = part.current;
    if (!element) return undefined;
    const opener = document.activeElement;
    let held: EventTarget | null = null;
    const hold = ({ target }: FocusEvent): void => {
      held = target;
    };
    const observer = new MutationObserver(() => {
      const isGone = held instanceof Element && !held.isConnected;
      if (isGone && document.activeElement === document.body)
        (element.querySelector<HTMLElement>(place) ?? element).focus();
    });
    element.addEventListener('focusin', hold);
    observer.observe(element, { childList: true, subtree: true });
    element.focus();
    return () => {
      observer.disconnect();
      element.removeEventListener('focusin', hold);
      giveFocusTo(opener);
    };
  }, [part, place]);
}
