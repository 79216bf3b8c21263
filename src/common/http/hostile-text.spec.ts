import { describe, expect, it } from '@jest/globals';
import { findHostileInput } from './hostile-text.js';

describe('findHostileInput', () => {
  it.each([[null], ['مرحبا 💳'], [{ a: ['b', { c: 1 }] }], [[]], [12]])('lets %p pass', (value) => {
    expect(findHostileInput(value)).toBeNull();
  });

  it('names the field that holds a NUL', () => {
    expect(findHostileInput({ a: [{ b: 'x\u0000' }] })?.path).toBe('a.0.b');
  });

  it('finds half a surrogate pair in a value and in a name', () => {
    expect(findHostileInput({ a: '\ud83d' })).not.toBeNull();
    expect(findHostileInput({ '\udc00': 1 })).not.toBeNull();
  });

  it('refuses nesting of ten thousand levels without overflowing the stack', () => {
    expect(findHostileInput(JSON.parse('['.repeat(10_000) + ']'.repeat(10_000)))?.what).toBe(
      'Nested too deep.',
    );
  });
});
