import { describe, expect, it } from '@jest/globals';
import { aCase, declinedFirst, hoursFrom } from '../../../test/support/dunning-cases.js';
import { instantAt } from '../../common/calendar.js';
import { forecastOf } from './case-forecast.js';
import { DEFAULT_POLICY } from './dunning-policy.js';

const FIRST = instantAt('2026-11-01', 600, 'Asia/Riyadh');

describe('a forecast', () => {
  it('tells the whole ladder until its end, and nothing of what lies after', () => {
    const facts = aCase({ attempts: [declinedFirst('funds', FIRST)] });
    const told = (days: number): string[] =>
      forecastOf(DEFAULT_POLICY, facts, { from: FIRST, to: hoursFrom(FIRST, 24 * days) }).map(
        (entry) =>
          `${entry.at.toISOString().slice(8, 10)} ${entry.does} ${'cause' in entry ? entry.cause : (entry.detail ?? '')}`,
      );
    expect(told(7)).toEqual([
      '01 mail payment_failed',
      '03 charge ladder',
      '04 enter warning',
      '04 mail payment_warning',
      '05 charge ladder',
      '07 charge ladder',
      '07 call_task ',
      '07 mail payment_warning',
      '08 enter suspended',
      '08 suspend ',
      '08 mail service_suspended',
    ]);
    expect(told(30).at(-1)).toBe('15 request_approval terminate, collections');
  });
});
