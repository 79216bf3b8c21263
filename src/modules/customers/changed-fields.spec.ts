import { describe, expect, it } from '@jest/globals';
import { apiNames, changedFields } from './changed-fields.js';

interface Thing {
  name: string;
  note: string | null;
  count: number;
}

const present: Thing = { name: 'a', note: 'b', count: 0 };

describe('changedFields', () => {
  it('keeps only what differs', () => {
    expect(changedFields(present, { name: 'a', note: null, count: 1 })).toEqual({ note: null, count: 1 });
  });

  it('takes a value that was not given as no wish', () => {
    expect(changedFields(present, { name: undefined, note: null })).toEqual({ note: null });
  });
});

describe('apiNames', () => {
  it('writes them in snake case', () => {
    expect(apiNames({ timeZone: 1, name: 2, remindersOptOut: 3 })).toEqual([
      'time_zone',
      'name',
      'reminders_opt_out',
    ]);
  });
});
