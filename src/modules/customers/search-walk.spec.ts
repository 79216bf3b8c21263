import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { walkMatches, type ReadMatches, type SearchMatch, type SearchPosition } from './search-walk.js';

function inOrder(a: SearchPosition, b: SearchPosition): number {
  if (a.term !== b.term) return a.term < b.term ? -1 : 1;
  return a.id < b.id ? -1 : Number(a.id > b.id);
}

function reader(matches: readonly SearchMatch[]): ReadMatches {
  const sorted = [...matches].sort(inOrder);
  return (after, count) =>
    Promise.resolve(sorted.filter((match) => !after || inOrder(match, after) > 0).slice(0, count));
}

async function walkAll(matches: readonly SearchMatch[], limit: number): Promise<string[][]> {
  const pages: string[][] = [];
  let position: SearchPosition | null = null;
  do {
    const page = await walkMatches(reader(matches), position, limit);
    pages.push([...page.ids]);
    position = page.next;
  } while (position);
  return pages;
}

const matches = fc.uniqueArray(
  fc.record({
    term: fc.constantFrom('a', 'ab', 'b', 'c'),
    id: fc.nat(500).map(String),
    wanted: fc.boolean(),
  }),
  { selector: (match) => `${match.term} ${match.id}`, maxLength: 120 },
);

describe('walkMatches', () => {
  it('visits every wanted match once, in order, on pages that are full but the last', async () => {
    await fc.assert(
      fc.asyncProperty(matches, fc.integer({ min: 1, max: 30 }), async (all, limit) => {
        const pages = await walkAll(all, limit);
        expect(pages.flat()).toEqual(
          all
            .filter((match) => match.wanted)
            .sort(inOrder)
            .map(({ id }) => id),
        );
        for (const page of pages.slice(0, -1)) expect(page).toHaveLength(limit);
      }),
    );
  });

  it('stops reading after a bounded number of unwanted matches and says where to go on', async () => {
    const unwanted = Array.from({ length: 20_000 }, (_, index) => ({
      term: 'a',
      id: String(index).padStart(6, '0'),
      wanted: index === 19_999,
    }));
    let read = 0;
    const counting: ReadMatches = async (after, count) => {
      const found = await reader(unwanted)(after, count);
      read += found.length;
      return found;
    };
    const page = await walkMatches(counting, null, 50);
    expect(page).toEqual({ ids: [], next: { term: 'a', id: String(read - 1).padStart(6, '0') } });
    expect(read).toBeLessThan(4_000);
    expect((await walkAll(unwanted, 50)).flat()).toEqual(['019999']);
  });
});
