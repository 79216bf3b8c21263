import { brandLabel } from '../../src/modules/notifications/brand-label.js';
import type { FormTexts } from './form-texts.js';

/** The form in English. */
export const english: FormTexts = {
  formLabel: 'Add a payment method',
  methods: { card: 'Card', paypal: 'PayPal' },
  via: (vendor) => `via ${vendor}`,
  chooseMethod: 'How do you want to pay?',
  cardDetails: 'Card details',
  lead: '',
  cardFields: {
    number: 'Card number',
    expiry: 'Expiry date',
    cvc: 'Security code',
    missing: {
      number: 'Enter the card number.',
      expiry: 'Enter the expiry date.',
      cvc: 'Enter the security code.',
    },
    wrong: {
      number: 'The card number is not right.',
      expiry: 'The expiry date is not right.',
      cvc: 'The security code is not right.',
    },
  },
  page: {
    frameTitle: 'Card page of the payment provider',
    lead: 'The provider’s own page takes the card. Save there, and we go on by ourselves.',
    question: 'Does the card page not appear?',
    open: 'Open it in a new tab',
    opened: 'The card page is open in another tab. This page goes on by itself when you are done there.',
    openAgain: 'Show that tab',
  },
  name: 'Name on the card',
  country: 'Billing country',
  chooseCountry: 'Choose a country',
  nickname: 'Nickname',
  optional: 'optional',
  nicknameHint: 'For you to tell your cards apart, such as “Company card”.',
  makeDefault: 'Use this card for all future payments',
  makeDefaultHint: 'It becomes your default. You can change that later.',
  submit: 'Save card',
  submitting: 'Saving…',
  cancel: 'Cancel',
  retry: 'Try again',
  finish: 'Try again',
  authenticate: 'Confirm with the bank',
  privacy: 'Your card details go straight to the payment provider. We never see or store the card number.',
  reference: (requestId) => `Reference for support: ${requestId}`,
  status: {
    loading: 'Loading the secure card form.',
    ready: 'The card form is ready.',
    submitting: 'Saving your card.',
    bankMayAsk: 'Your bank may ask you to confirm. Please keep this page open.',
  },
  invalid: {
    name: 'Enter the name as it is printed on the card.',
    nameIsCardNumber: 'This looks like a card number. Enter the name that is printed on the card.',
    country: 'Choose the country of the card’s billing address.',
    nicknameIsCardNumber: 'This looks like a card number. Please choose another nickname.',
    check: 'Please check the fields that are marked.',
  },
  authentication: {
    title: 'Your bank wants to confirm that it is you',
    hint: 'Nothing has been saved yet. Confirm with your bank to finish.',
  },
  trouble: {
    funds: {
      title: 'The bank declined this card for lack of funds',
      hint: 'Check the balance or the limit of the card, or use another one.',
    },
    issuer: {
      title: 'The bank declined this card',
      hint: 'The bank gives no reason. Ask it to allow the card for recurring payments, or use another card.',
    },
    technical: {
      title: 'The bank could not be reached',
      hint: 'Nothing was saved. Try again in a few minutes, or use another card.',
    },
    card_data: {
      title: 'The card details are not right',
      hint: 'Check number, expiry date and security code, and try again.',
    },
    expired_card: {
      title: 'This card has expired',
      hint: 'Check the expiry date, or use a card that is still valid.',
    },
    incorrect_cvc: {
      title: 'The security code is not right',
      hint: 'Enter the three digits on the back of the card (four on the front of American Express).',
    },
    authentication: {
      title: 'The bank could not confirm that it is you',
      hint: 'Try again and finish the confirmation in your bank’s window or app, or use another card.',
    },
    revoked: {
      title: 'The bank no longer allows payments with this card',
      hint: 'Use another card, or ask your bank.',
    },
    duplicate: {
      title: 'This was sent a moment ago',
      hint: 'Look at your saved cards before you try again.',
    },
    canceled: {
      title: 'You stopped before the card was saved',
      hint: 'Nothing was saved. Try again whenever you like.',
    },
    not_supported: {
      title: 'Cards of this kind are not accepted here',
      hint: 'Use a card of another kind, or choose another way to pay.',
    },
    closed: {
      title: 'The window was closed',
      hint: 'Nothing was saved. Try again whenever you like.',
    },
    page_blocked: {
      title: 'The card page cannot be shown here',
      hint: 'Your browser or its settings keep it out of this form. Open it in a tab of its own; this page goes on by itself.',
    },
    window_blocked: {
      title: 'Your browser blocked the window',
      hint: 'Allow pop-up windows for this page and press the button again.',
    },
    setup_pending: {
      title: 'The payment provider is not done yet',
      hint: 'Nothing is lost. Wait a moment and try again; nothing is added twice.',
    },
    script_blocked: {
      title: 'The secure card form did not load',
      hint: 'It comes from the payment provider, and something on the way stopped it.',
      steps: [
        'Turn off ad or script blockers for this page.',
        'Check your internet connection; on an office network, try another one.',
        'Open this page in another browser or without a private window.',
      ],
    },
    form_refused: {
      title: 'The payment provider refused to open the card form',
      hint: 'This is not about your card. Try again; if it stays so, contact us: the provider’s key may be wrong or outdated.',
    },
    vendor_not_configured: {
      title: 'Cards cannot be added here yet',
      hint: 'No payment provider is set up. Please contact us.',
    },
    vendor_unavailable: {
      title: 'The payment provider does not answer',
      hint: 'Your details are still here. Wait a minute and try again.',
    },
    network: {
      title: 'The connection was lost',
      hint: 'Check your internet connection and try again. Nothing is added twice.',
    },
    rate_limited: { title: 'Too many tries in a short time', hint: 'Wait a few minutes, then try again.' },
    setup_expired: {
      title: 'This form was open for too long',
      hint: 'We opened a fresh one. Please enter the card again.',
    },
    not_opened: {
      title: 'The form cannot be opened for you',
      hint: 'Nothing was saved. Please contact us and say that the payment form did not find your account.',
    },
    session_ended: {
      title: 'Your session has ended',
      hint: 'For your safety it lasts a short time only. Reload this page to go on.',
    },
    card_number_refused: {
      title: 'A card number was typed into the wrong field',
      hint: 'Card numbers belong into the card field only. Remove it from name and nickname.',
    },
    server_error: {
      title: 'Something went wrong on our side',
      hint: 'Try again in a moment. Nothing is added twice.',
    },
  },
  doneTitle: 'Card added',
  added: (method) => {
    if (method.account_email_masked)
      return `Your PayPal account ${method.account_email_masked} has been added to your account`;
    if (method.brand === null || method.last4 === null)
      return 'Your payment method has been added to your account.';
    return `Your ${brandLabel(method.brand)} card ending in ${method.last4} has been added to your account`;
  },
  nowDefault: 'It is now your default for all payments.',
};
