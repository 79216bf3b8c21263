import type { WalletTexts } from './form-texts.js';

/** What the form says in English about a PayPal account. */
export const englishWallet: WalletTexts = {
  lead: 'You agree to it in PayPal’s own window. Nothing is charged now.',
  nicknameHint: 'For you to tell your payment methods apart, such as “My PayPal”.',
  makeDefault: 'Use this PayPal account for all future payments',
  makeDefaultHint: 'It becomes your default. You can change that later.',
  privacy: 'You sign in at PayPal itself. We see neither your password nor your bank details.',
  status: {
    loading: 'Loading PayPal.',
    ready: 'PayPal’s button is ready.',
    submitting: 'Go on in PayPal’s window…',
    bankMayAsk: 'PayPal’s window is open. Please keep this page open too.',
  },
  doneTitle: 'PayPal added',
  nowDefault: 'It is now your default for all payments.',
  trouble: {
    closed: {
      title: 'PayPal’s window was closed',
      hint: 'Nothing was saved. Press the button again whenever you like, or choose another way to pay.',
    },
    canceled: {
      title: 'You stopped before PayPal was saved',
      hint: 'Nothing was saved. Try again whenever you like.',
    },
    issuer: {
      title: 'PayPal did not allow this account',
      hint: 'Look into your PayPal account for a message, or choose another way to pay.',
    },
    revoked: {
      title: 'PayPal no longer allows payments from this account',
      hint: 'Look into your PayPal account for a message, or choose another way to pay.',
    },
    script_blocked: {
      title: 'PayPal did not load',
      hint: 'Its button comes from PayPal, and something on the way stopped it.',
      steps: [
        'Turn off ad or script blockers for this page.',
        'Check your internet connection; on an office network, try another one.',
        'Choose another way to pay above.',
      ],
    },
    form_refused: {
      title: 'PayPal cannot be used here now',
      hint: 'This is not about your account. Try again, or choose another way to pay.',
    },
    vendor_unavailable: {
      title: 'PayPal does not answer',
      hint: 'Nothing was saved. Wait a minute and try again, or choose another way to pay.',
    },
    setup_expired: {
      title: 'This form was open for too long',
      hint: 'We opened a fresh one. Please press PayPal’s button again.',
    },
    card_number_refused: {
      title: 'A card number was typed into the wrong field',
      hint: 'Remove it from the nickname.',
    },
  },
};
