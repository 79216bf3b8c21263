import { brandLabel } from '../../src/modules/notifications/brand-label.js';
import { make } from '../dom.js';
import { paypalMark } from '../paypal-mark.js';
import type { LinkMethod } from './link-api.js';
import { monthOf, urgencyOf } from './link-method.js';
import type { CareTexts } from './care-texts.js';

/** A payment card as it lies on the table; screen readers get one sentence. */
export function cardVisual(method: LinkMethod, texts: CareTexts, isNew: boolean): HTMLElement {
  const badge = isNew ? texts.newCard : texts.badge(method);
  const tone = isNew ? 'new' : urgencyOf(method);
  const label = isNew ? `${texts.newCard}: ${texts.cardLabel(method)}` : texts.cardLabel(method);
  const isWallet = method.payment_type === 'paypal';
  const face = isWallet ? walletFace(method, badge, tone) : cardFace(method, texts, badge, tone);
  const wallet = isWallet ? ' wallet' : '';
  return make('div', { class: `card ${tone}${wallet}`, attrs: { role: 'img', 'aria-label': label } }, face);
}

function cardFace(method: LinkMethod, texts: CareTexts, badge: string | null, tone: string): HTMLElement {
  const month = monthOf(method);
  return make(
    'div',
    { class: 'card-face', attrs: { 'aria-hidden': 'true' } },
    make(
      'div',
      { class: 'card-top' },
      make('bdi', { class: 'card-nickname', text: method.nickname ?? '' }),
      brandMark(method),
    ),
    make('span', { class: 'card-chip' }),
    make('bdi', {
      class: 'card-number',
      text: `•••• •••• •••• ${method.last4 ?? '••••'}`,
      attrs: { dir: 'ltr' },
    }),
    make(
      'div',
      { class: 'card-bottom' },
      month === null
        ? null
        : make(
            'div',
            {},
            make('bdi', { class: 'card-caption', text: texts.validThrough }),
            make('bdi', { class: 'card-month', text: month, attrs: { dir: 'ltr' } }),
          ),
      badge === null ? null : make('bdi', { class: `badge ${tone}`, text: badge }),
    ),
  );
}

function walletFace(method: LinkMethod, badge: string | null, tone: string): HTMLElement {
  return make(
    'div',
    { class: 'card-face', attrs: { 'aria-hidden': 'true' } },
    make(
      'div',
      { class: 'card-top' },
      make('bdi', { class: 'card-nickname', text: method.nickname ?? '' }),
      make(
        'bdi',
        { class: 'brand brand-paypal', attrs: { dir: 'ltr' } },
        paypalMark(),
        make('span', { text: 'PayPal' }),
      ),
    ),
    make('bdi', { class: 'wallet-account', text: method.account_email_masked ?? '', attrs: { dir: 'ltr' } }),
    make(
      'div',
      { class: 'card-bottom' },
      badge === null ? null : make('bdi', { class: `badge ${tone}`, text: badge }),
    ),
  );
}

function brandMark(method: LinkMethod): HTMLElement {
  const brand = method.brand ?? '';
  const mark = make('bdi', { class: `brand brand-${brand}`, attrs: { dir: 'ltr' } });
  if (brand === 'mastercard') mark.append(make('span', { class: 'disc' }), make('span', { class: 'disc' }));
  else mark.textContent = brand === '' ? '' : brandLabel(brand);
  return mark;
}
