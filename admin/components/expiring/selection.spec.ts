import { describe, expect, it } from '@jest/globals';
import { choiceOf, EMPTY_SELECTION, EVERYTHING, sizeOf, toggled } from './selection.js';

describe('what reminders are sent to', () => {
  it('is the rows that were ticked and not unticked', () => {
    const selection = EMPTY_SELECTION.withAll(['a', 'b', 'c']).toggle('b');
    expect(choiceOf(selection, { range: '60' })).toEqual({ payment_method_ids: ['a', 'c'] });
    expect(sizeOf(selection, { value: 9, more: false })).toBe(2);
  });

  it('is the filter, not the page, once everything is chosen', () => {
    expect(choiceOf(EVERYTHING, { range: '30' })).toEqual({ filter: { range: '30' } });
    expect(EVERYTHING.has('any')).toBe(true);
    expect(sizeOf(EVERYTHING, { value: 37, more: false })).toBe(37);
  });

  it('has no size when the count was given up', () => {
    expect(sizeOf(EVERYTHING, { value: 1000, more: true })).toBeNull();
    expect(sizeOf(EVERYTHING, null)).toBeNull();
  });

  it('is this page without the row that was unticked out of everything', () => {
    expect(choiceOf(toggled(EVERYTHING, 'b', ['a', 'b', 'c']), {})).toEqual({
      payment_method_ids: ['a', 'c'],
    });
    expect(choiceOf(toggled(EMPTY_SELECTION, 'b', ['a', 'b', 'c']), {})).toEqual({
      payment_method_ids: ['b'],
    });
  });
});
