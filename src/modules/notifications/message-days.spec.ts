import { describe, expect, it } from '@jest/globals';
import { addDays } from '../../common/calendar.js';
import { firstIdAt, uuidv7Of } from '../../common/database/ids.js';
import { daysToCount, outcomesOf } from './message-days.js';
import { MESSAGE_OUTCOMES, MESSAGE_STATES } from './message-vocabulary.js';

const FIRST = '2026-11-01';
const LAST = '2026-11-30';

const counted = (days: readonly string[]) =>
  days.map((day, index) => ({ day, counts: {}, countedAt: new Date(index * 1_000) }));

describe('the days that a pass counts', () => {
  it('are all of them the first time', () => {
    expect(daysToCount(FIRST, LAST, [])).toHaveLength(30);
  });

  it('are later the last two and the three that were counted longest ago', () => {
    const days = Array.from({ length: 30 }, (_, index) => addDays(FIRST, index));
    expect(daysToCount(FIRST, LAST, counted(days.toReversed()))).toEqual([
      '2026-11-29',
      '2026-11-30',
      '2026-11-28',
      '2026-11-27',
      '2026-11-26',
    ]);
  });
});

describe('what became of mails', () => {
  it('has one place for every state', () => {
    const states = Object.values(MESSAGE_OUTCOMES).flat();
    expect([...states].sort()).toEqual([...MESSAGE_STATES].sort());
  });

  it('is summed up', () => {
    expect(outcomesOf({ opened: 2, clicked: 1, sent: 4 })).toEqual({
      on_the_way: 4,
      delivered: 0,
      read: 3,
      returned: 0,
      failed: 0,
      skipped: 0,
    });
  });
});

describe('the first id of an instant', () => {
  it('divides ids made before it from those made at it', () => {
    const at = new Date('2026-11-22T00:00:00Z');
    expect(uuidv7Of('a', new Date(at.getTime() - 1)) < firstIdAt(at)).toBe(true);
    expect(uuidv7Of('a', at) > firstIdAt(at)).toBe(true);
  });
});
