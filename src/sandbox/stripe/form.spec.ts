import { describe, expect, it } from '@jest/globals';
import { canonicalForm, parseForm } from './form.js';

describe('parseForm', () => {
  it('reads nested names, lists and encoded text', () => {
    const tree = parseForm(
      'a=1&card%5Bexp_month%5D=3&expand[0]=x&expand[1]=y&metadata[name]=%D9%86%D9%88%D8%B1+1&empty=',
    );
    expect(tree).toEqual({
      a: '1',
      card: { exp_month: '3' },
      expand: { 0: 'x', 1: 'y' },
      metadata: { name: 'نور 1' },
      empty: '',
    });
  });

  it('numbers the items of a list without positions', () => {
    expect(parseForm('expand[]=x&expand[]=y')).toEqual({ expand: { 0: 'x', 1: 'y' } });
  });

  it('knows no prototype', () => {
    const tree = parseForm('__proto__[polluted]=1&constructor=2');
    expect(Object.keys(tree)).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('drops what is nested too deep and takes broken encoding as it stands', () => {
    expect(parseForm(`a${'[b]'.repeat(9)}=1`)).toEqual({});
    expect(parseForm('a=%E0%A4%A')).toEqual({ a: '%E0%A4%A' });
  });
});

describe('canonicalForm', () => {
  it('is the same for the same parameters in any order', () => {
    expect(canonicalForm('b=2&a=1')).toBe(canonicalForm('a=1&b=2'));
    expect(canonicalForm('a=1&b=2')).not.toBe(canonicalForm('a=1&b=3'));
  });
});
