import { describe, expect, it } from '@jest/globals';
import { actorNamed } from './actor-named.js';

const KNOWN = [
  { id: '1', name: 'Sara Ali', email: 'sara@example.com' },
  { id: '2', name: 'Sara', email: 'second@example.com' },
  { id: '3', name: 'nightly import', email: '' },
];

describe('actorNamed', () => {
  it.each([
    ['sara@example.com', '1'],
    ['SARA', '2'],
    [' sara a', '1'],
    ['nightly', '3'],
    ['nobody', null],
    ['', null],
    ['0190aaaa-0000-7000-8000-000000000000', null],
  ])('finds for %p %p', (typed, id) => {
    expect(actorNamed(typed, KNOWN)).toBe(id);
  });
});
