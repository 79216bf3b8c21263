import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bodySignature, proofOf, returnSignature } from './paytabs-signatures.js';

const KEY = 'SKJNDNRHM2-HDKTZDDH2N-H9HLMJNJ2L';
const hmac = (text: string) => createHmac('sha256', KEY).update(text).digest('hex');

// Each form as PHP's http_build_query writes it.
const VECTORS: [string, Record<string, string>, string][] = [
  [
    'the documented fields, empty ones left out',
    {
      acquirerMessage: '',
      acquirerRRN: '',
      cartId: 'cart_11111',
      customerEmail: 'email@domain.com',
      respCode: 'G77803',
      respMessage: 'Authorised',
      respStatus: 'A',
      token: '',
      tranRef: 'TST2035000000001',
    },
    'cartId=cart_11111&customerEmail=email%40domain.com&respCode=G77803&respMessage=Authorised&respStatus=A&tranRef=TST2035000000001',
  ],
  [
    'Arabic text',
    { respMessage: 'تمت الموافقة', cartId: 'طلب-١' },
    'cartId=%D8%B7%D9%84%D8%A8-%D9%A1&respMessage=%D8%AA%D9%85%D8%AA+%D8%A7%D9%84%D9%85%D9%88%D8%A7%D9%81%D9%82%D8%A9',
  ],
  ['spaces and plus signs', { respMessage: 'Not  authorised +1' }, 'respMessage=Not++authorised+%2B1'],
  ['an asterisk', { cartId: 'a*b' }, 'cartId=a%2Ab'],
  ['a tilde', { cartId: 'a~b' }, 'cartId=a%7Eb'],
  ['brackets, quotes and exclamation marks', { cartId: "a!'()b" }, 'cartId=a%21%27%28%29b'],
  ['a zero, which is a value', { respCode: '0', token: '' }, 'respCode=0'],
  ['names sorted as bytes, capitals first', { b: '1', a: '2', Z: '3' }, 'Z=3&a=2&b=1'],
  ['a smiling face', { cartId: '🙂' }, 'cartId=%F0%9F%99%82'],
];

describe("the signature of PayTabs' returns", () => {
  it.each(VECTORS)('signs %s', (_, fields, form) => {
    expect(returnSignature(fields, KEY)).toBe(hmac(form));
    expect(proofOf({ ...fields, signature: hmac(form) }, KEY)).toBe('signed');
  });

  it('agrees with another way of writing forms, whatever the fields say', () => {
    const names = fc.string({ minLength: 1 }).filter((name) => name !== 'signature' && name !== '__proto__');
    const fields = fc.dictionary(names, fc.string({ unit: 'grapheme' }), { noNullPrototype: true });
    fc.assert(
      fc.property(fields, (given) => {
        const form = new URLSearchParams(Object.entries(given).filter(([, value]) => value !== ''));
        form.sort();
        expect(returnSignature(given, KEY)).toBe(hmac(form.toString().replaceAll('*', '%2A')));
      }),
    );
  });

  it('is missed where there is none, and found out where it is of somebody else', () => {
    const fields = { tranRef: 'TST1', respStatus: 'A' };
    const signature = returnSignature(fields, KEY);
    expect(proofOf(fields, KEY)).toBe('unsigned');
    expect(proofOf({ ...fields, signature: '' }, KEY)).toBe('unsigned');
    expect(proofOf({}, KEY)).toBe('unsigned');
    expect(proofOf({ ...fields, signature }, KEY)).toBe('signed');
    expect(proofOf({ ...fields, signature }, 'another key')).toBe('forged');
    expect(proofOf({ ...fields, respStatus: 'D', signature }, KEY)).toBe('forged');
    expect(proofOf({ ...fields, more: '0', signature }, KEY)).toBe('forged');
    expect(proofOf({ ...fields, signature: signature.toUpperCase() }, KEY)).toBe('forged');
    expect(proofOf({ ...fields, signature: signature.slice(1) }, KEY)).toBe('forged');
  });

  it('does not mind fields that say nothing', () => {
    const signature = returnSignature({ tranRef: 'TST1' }, KEY);
    expect(proofOf({ tranRef: 'TST1', token: '', signature }, KEY)).toBe('signed');
  });

  it('takes half a character for forged instead of failing', () => {
    expect(proofOf({ cartId: '\ud800', signature: 'a'.repeat(64) }, KEY)).toBe('forged');
  });
});

describe("the signature of PayTabs' callbacks", () => {
  it('is made over the bytes as they came', () => {
    const raw = Buffer.from('{"cart_description":"طلب", "a":1 }');
    expect(bodySignature(raw, KEY)).toBe(hmac(raw.toString()));
    expect(bodySignature(Buffer.from('{"cart_description":"طلب","a":1}'), KEY)).not.toBe(
      bodySignature(raw, KEY),
    );
  });
});
