import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { editDistance, leafPaths, nearestPath, shapeAt, shapeOf, snakeCase } from './config-shape.js';

const SHAPE = shapeOf(
  z.strictObject({
    http: z
      .strictObject({ publicUrl: z.string().nullable().default(null), port: z.int() })
      .prefault({ port: 1 }),
    types: z
      .partialRecord(z.enum(['receipt', 'refunded']), z.strictObject({ fromEmail: z.string() }))
      .default({}),
  }),
);

describe('the shape of the configuration', () => {
  it('writes outside names in snake case', () => {
    expect(snakeCase('expiredWithinDays')).toBe('expired_within_days');
    expect(leafPaths(SHAPE).map((path) => path.join('.'))).toEqual(['http.public_url', 'http.port', 'types']);
  });

  it('finds the place of a path, and none beside what is known', () => {
    expect([...(shapeAt(SHAPE, ['http', 'public_url'])?.types ?? [])]).toEqual(['string', 'null']);
    expect([...(shapeAt(SHAPE, ['types', 'receipt', 'from_email'])?.types ?? [])]).toEqual(['string']);
    expect(shapeAt(SHAPE, ['types', 'reciept'])).toBeNull();
    expect(shapeAt(SHAPE, ['http', 'publicUrl'])).toBeNull();
  });

  it('offers the nearest known path', () => {
    expect(nearestPath(SHAPE, ['http', 'publik_url'])).toEqual(['http', 'public_url']);
    expect(nearestPath(SHAPE, ['types', 'reciept'])).toEqual(['types', 'receipt']);
    expect(nearestPath(SHAPE, ['port'])).toEqual(['http', 'port']);
    expect(nearestPath(SHAPE, ['completely_different'])).toBeNull();
  });

  it('counts the letters between two words', () => {
    expect(editDistance('', 'abc')).toBe(3);
    expect(editDistance('prot', 'port')).toBe(2);
    expect(editDistance('same', 'same')).toBe(0);
  });
});
