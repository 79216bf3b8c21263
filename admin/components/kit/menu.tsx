import type { KeyboardEvent, ReactElement } from 'react';
import { useEffect, useId, useRef, useState } from 'react';
import { MoreVertical } from 'react-feather';

export interface MenuItem {
  readonly label: string;
  readonly onPick: () => void;
  readonly danger?: boolean;
  readonly disabled?: boolean;
}

const WIDTH = 216;
const EDGE = 8;

/** ⋮ and its list. The list lies in the browser's top layer, so that no scrolling table cuts it off. */
export function Menu({
  label,
  items,
}: {
  readonly label: string;
  readonly items: readonly MenuItem[];
}): ReactElement {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);

  useEffect(() => {
    const element = list.current;
    if (!element) return undefined;
    const follow = (event: Event): void => {
      const shown = (event as ToggleEvent).newState === 'open';
      setOpen(shown);
      if (shown) element.querySelector<HTMLButtonElement>('button:not(:disabled)')?.focus();
    };
    element.addEventListener('toggle', follow);
    return () => {
      element.removeEventListener('toggle', follow);
    };
  }, []);

  const show = (): void => {
    if (!button.current || !list.current) return;
    place(list.current, button.current);
    list.current.togglePopover();
  };

  return (
    <>
      <button
        ref={button}
        type="button"
        className="oc-icon-button"
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={id}
        aria-label={label}
        onClick={show}
      >
        <MoreVertical size={18} aria-hidden="true" />
      </button>
      <div ref={list} id={id} role="menu" className="oc-menu" onKeyDown={walk} {...{ popover: 'auto' }}>
        {items.map((item) => (
          <button
            key={item.label}
            type="button"
            role="menuitem"
            disabled={item.disabled}
            className={item.danger ? 'is-danger' : undefined}
            onClick={() => {
              list.current?.hidePopover();
              item.onPick();
            }}
          >
            {item.label}
          </button>
        ))}
      </div>
    </>
  );
}

function place(list: HTMLElement, button: HTMLElement): void {
  const at = button.getBoundingClientRect();
  const rightToLeft = document.documentElement.dir === 'rtl';
  const left = rightToLeft ? at.left : at.right - WIDTH;
  list.style.left = `${String(Math.max(EDGE, Math.min(left, window.innerWidth - WIDTH - EDGE)))}px`;
  const below = at.bottom + 4;
  const room = window.innerHeight - below;
  list.style.top = room > 170 ? `${String(below)}px` : 'auto';
  list.style.bottom = room > 170 ? 'auto' : `${String(window.innerHeight - at.top + 4)}px`;
}

function walk(event: KeyboardEvent<HTMLDivElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const items = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('button:not(:disabled)')];
  const at = items.indexOf(document.activeElement as HTMLButtonElement);
  items[(at + step + items.length) % items.length]?.focus();
}
