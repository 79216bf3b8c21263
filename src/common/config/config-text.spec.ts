import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { shapeOf } from './config-shape.js';
import { fromText } from './config-text.js';

const read = (text: string, schema: z.ZodType) => fromText(text, shapeOf(schema));

describe('fromText', () => {
  it('reads a text as what its place takes', () => {
    expect(read('12', z.int())).toEqual({ value: 12 });
    expect(read('12', z.string())).toEqual({ value: '12' });
    expect(read('1', z.boolean())).toEqual({ value: true });
    expect(read('Off', z.boolean())).toEqual({ value: false });
    expect(read('1', z.union([z.boolean(), z.int()]))).toEqual({ value: 1 });
    expect(read('null', z.int().nullable())).toEqual({ value: null });
    expect(read('null', z.string())).toEqual({ value: 'null' });
    expect(read('1, 2,,3', z.array(z.int()))).toEqual({ value: [1, 2, 3] });
    expect(read('["a,b"]', z.array(z.string()))).toEqual({ value: ['a,b'] });
    expect(read('{"a":1}', z.strictObject({ a: z.int() }))).toEqual({ value: { a: 1 } });
  });

  it('leaves what it cannot read for the schema to refuse', () => {
    expect(read('many', z.int())).toEqual({ value: 'many' });
    expect(read('12345678901234567890', z.int())).toEqual({ value: '12345678901234567890' });
    expect(read('{a', z.strictObject({ a: z.int() }))).toEqual({ problem: 'is not valid JSON' });
  });

  it('takes an empty text as not set, except where none can be said on purpose', () => {
    expect(read('', z.int())).toEqual({ value: undefined });
    expect(read('', z.string())).toEqual({ value: undefined });
    expect(read('', z.string().nullable())).toEqual({ value: '' });
  });
});
