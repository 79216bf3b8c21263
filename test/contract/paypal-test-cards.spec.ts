import { describe, expect, it } from '@jest/globals';
import { PAYPAL_TEST_CARDS } from '../../src/sandbox/browser/paypal-test-cards.js';
import { TEST_CARDS } from '../../src/sandbox/paypal/test-instruments.js';

describe('the test cards offered in PayPal’s fields', () => {
  it.each(PAYPAL_TEST_CARDS)('do what the stand-in’s server does with them ($number)', ({ number, does }) => {
    expect(TEST_CARDS.find((card) => card.number === number)?.does).toEqual(does);
  });
});
