import { describe, expect, it } from '@jest/globals';
import { Conflict, DomainError } from '../errors/domain-error.js';
import { problemTexts } from './problems.js';

describe('problemTexts', () => {
  it('leaves English to the error itself', () => {
    expect(problemTexts(new Conflict('default_in_use', 'The default cannot go.'), 'en')).toEqual({});
  });

  it('fills what the error tells into the Arabic text', () => {
    const error = new Conflict('last_method_in_use', 'Still needed.', undefined, { holds_text: 'Fibre 300' });
    expect(problemTexts(error, 'ar').detail).toContain('Fibre 300');
  });

  it('chooses by the reason, and a decline by what to try next', () => {
    const decline = (hint: string) =>
      new DomainError({
        kind: 'payment_required',
        code: 'card_declined',
        detail: 'Declined.',
        extra: { hint_code: hint },
      });
    expect(problemTexts(decline('check_funds'), 'ar').hint).toContain('رصيد');
    expect(problemTexts(decline('use_other_method'), 'ar').hint).toBe('جرّب بطاقة أخرى.');
    const taken = new Conflict('conflict', 'Taken.', undefined, { reason: 'external_id_taken' });
    expect(problemTexts(taken, 'ar').detail).toContain('external_id');
  });

  it.each([
    'vendor_customer_gone',
    'vendor_setup_gone',
    'vendor_method_gone',
    'vendor_charge_gone',
    'webhook_signature_invalid',
    'webhook_unreadable',
    'verify_amount_not_set',
  ])('tells %s in Arabic', (code) => {
    expect(problemTexts(new Conflict(code, 'English.'), 'ar').detail).toMatch(/[ء-ي]/);
  });

  it('says from when a card may be tried again, left to right within the Arabic', () => {
    const at = '2031-03-31T10:00:00.000Z';
    const error = new Conflict('conflict', 'English.', undefined, { reason: 'network_cap', possible_at: at });
    expect(problemTexts(error, 'ar').detail).toContain(`\u2066${at}\u2069`);
  });

  it.each(['setup_finished', 'method_changing'])('tells a conflict of %s by a text of its own', (reason) => {
    const error = new Conflict('conflict', 'English.', undefined, { reason });
    expect(problemTexts(error, 'ar').detail).toMatch(/[ء-ي]/);
    expect(problemTexts(error, 'ar')).not.toEqual(problemTexts(new Conflict('conflict', 'English.'), 'ar'));
  });

  it.each(['idempotency_key_reused', 'request_in_progress'])('says in Arabic what to do about %s', (code) => {
    const error = new Conflict(code, 'English.', 'English advice.');
    expect(problemTexts(error, 'ar').hint).toMatch(/[ء-ي]/);
  });

  it('has nothing for a code that nobody translated', () => {
    expect(problemTexts(new Conflict('unheard_of', 'English.'), 'ar')).toEqual({});
  });
});
