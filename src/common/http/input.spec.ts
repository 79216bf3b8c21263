import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { inputError } from './input.js';
import { day, text } from './http.schemas.js';

const shape = z.strictObject({ until: day, name: text(3) });

const told = (value: unknown): unknown =>
  inputError(shape.safeParse(value).error?.issues ?? [], 'body').errors?.map(({ path, message }) => [
    path,
    message,
  ]);

describe('what is wrong with an input', () => {
  it('is told once for each field, the form of a value before its meaning', () => {
    expect(told({ until: 'Friday', name: 'a\nbcd' })).toEqual([
      ['until', 'Invalid ISO date'],
      ['name', expect.stringContaining('<=3')],
    ]);
    expect(told({ until: '1750-01-01', name: 'abc' })).toEqual([['until', 'Only the years 1900 to 2199.']]);
  });

  it('is told for each field that nobody knows', () => {
    expect(told({ until: '2026-01-01', name: 'abc', a: 1, b: 2 })).toEqual([
      ['a', 'Unknown field.'],
      ['b', 'Unknown field.'],
    ]);
  });
});
