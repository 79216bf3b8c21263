import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Collection } from './collection.js';

interface Thing {
  id: string;
  owner: string | null;
}

function things(): Collection<Thing, 'owner'> {
  return new Collection<Thing, 'owner'>(
    'thing',
    ({ id }) => id,
    { owner: ({ owner }) => owner },
    () => undefined,
  );
}

const ids = (page: { records: Thing[] }): string[] => page.records.map(({ id }) => id);

describe('Collection', () => {
  it('pages from the newest on, in both directions', () => {
    const all = things();
    for (const id of ['a', 'b', 'c', 'd', 'e']) all.save({ id, owner: null });
    expect(all.page({ limit: 2 })).toMatchObject({ records: [{ id: 'e' }, { id: 'd' }], hasMore: true });
    expect(ids(all.page({ limit: 2, startingAfter: 'd' }))).toEqual(['c', 'b']);
    expect(ids(all.page({ limit: 2, endingBefore: 'b' }))).toEqual(['d', 'c']);
    all.remove('c');
    expect(all.page({ limit: 3, startingAfter: 'e' })).toMatchObject({ hasMore: false });
    expect(ids(all.page({ limit: 3, startingAfter: 'e' }))).toEqual(['d', 'b', 'a']);
  });

  it('finds by the second key as it is now', () => {
    const all = things();
    all.save({ id: 'a', owner: 'x' });
    all.save({ id: 'b', owner: 'x' });
    all.save({ id: 'a', owner: 'y' });
    expect(all.by('owner', 'x').map(({ id }) => id)).toEqual(['b']);
    expect(ids(all.page({ limit: 5 }, { key: 'owner', value: 'y' }))).toEqual(['a']);
  });

  it('agrees with a plain list after any saves and removals', () => {
    const step = fc.record({
      id: fc.integer({ min: 0, max: 30 }).map(String),
      owner: fc.constantFrom('x', 'y', null),
      remove: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const all = things();
        const model = new Map<string, string | null>();
        for (const { id, owner, remove } of steps) {
          if (remove) all.remove(id);
          else all.save({ id, owner });
          if (remove) model.delete(id);
          else model.set(id, owner);
        }
        expect(ids(all.page({ limit: 100 }))).toEqual([...model.keys()].reverse());
        expect(all.oldest()?.id).toBe([...model.keys()][0]);
        const owned = [...model].filter(([, owner]) => owner === 'x').map(([id]) => id);
        expect(
          all
            .by('owner', 'x')
            .map(({ id }) => id)
            .sort(),
        ).toEqual(owned.sort());
      }),
    );
  });

  it('keeps its newest when the oldest are dropped for long', () => {
    const all = things();
    for (let i = 0; i < 5_000; i++) {
      all.save({ id: String(i), owner: null });
      const oldest = all.oldest();
      if (all.size > 10 && oldest !== undefined) all.remove(oldest.id);
    }
    expect(ids(all.page({ limit: 3 }))).toEqual(['4999', '4998', '4997']);
    expect(all.oldest()?.id).toBe('4990');
  });
});
