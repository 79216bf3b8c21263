import { PaymentFormElement } from './element.js';

const NAME = 'omnicrm-payment-form';

declare global {
  interface HTMLElementTagNameMap {
    [NAME]: PaymentFormElement;
  }
}

if (!customElements.get(NAME)) customElements.define(NAME, PaymentFormElement);
