import { useEffect, useRef, useState, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import type { StoredMethod } from '../../payment-form/contract.js';
import { api } from '../care-api.js';
import type { Overview } from '../care-types.js';
import { useLanguage } from '../language.js';

interface PaymentFormProps {
  readonly overview: Overview;
  readonly onAdded: (method: StoredMethod) => void;
  readonly onCancel?: () => void;
  /** Stands below the form's own confirmation. */
  readonly done?: ReactNode;
}

/** Our payment form, which is a script of its own that other pages embed as well. */
export function PaymentForm({ overview, onAdded, onCancel, done }: PaymentFormProps): ReactNode {
  const { locale } = useLanguage();
  const holder = useRef<HTMLDivElement>(null);
  const [slot, setSlot] = useState<HTMLElement | null>(null);
  const form = useRef<HTMLElementTagNameMap['omnicrm-payment-form'] | null>(null);
  // What the form was opened with stays: a poll in between must not begin it anew.
  const handlers = useRef({ onAdded, onCancel });
  handlers.current = { onAdded, onCancel };
  const first = useRef({ overview, locale });
  useEffect(() => {
    loadForm();
    const element = document.createElement('omnicrm-payment-form');
    const { vendors, offer_default, default_ticked } = first.current.overview;
    element.setAttribute('api-base', location.origin);
    element.setAttribute('font-css', '/assets/fonts/fonts.css');
    element.setAttribute('locale', first.current.locale);
    element.toggleAttribute('offer-default', offer_default);
    element.toggleAttribute('default-ticked', default_ticked);
    element.toggleAttribute('cancelable', handlers.current.onCancel !== undefined);
    element.vendors = vendors;
    element.beginSetup = (choice) => api.beginSetup(choice);
    element.addEventListener('omnicrm:cancel', () => handlers.current.onCancel?.());
    element.addEventListener('omnicrm:added', ({ detail }) => {
      const below = document.createElement('div');
      below.slot = 'done';
      element.append(below);
      setSlot(below);
      handlers.current.onAdded(detail.method);
    });
    holder.current?.append(element);
    form.current = element;
    return () => {
      element.remove();
    };
  }, []);
  useEffect(() => {
    form.current?.setAttribute('locale', locale);
  }, [locale]);
  return (
    <>
      <div ref={holder} />
      {slot && createPortal(done, slot)}
    </>
  );
}

/** Loads the form's script once, with the page's nonce for the styles that vendors' scripts write. */
export function loadForm(): void {
  const place = document.querySelector<HTMLMetaElement>('meta[name="payment-form"]');
  if (!place || customElements.get('omnicrm-payment-form')) return;
  const src = place.content;
  if (document.querySelector(`script[src="${src}"]`)) return;
  const script = document.createElement('script');
  script.src = src;
  script.nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? '';
  document.head.append(script);
}
