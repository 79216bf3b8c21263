import { describe, expect, it } from '@jest/globals';
import { instantAt } from '../../common/calendar.js';
import { aCase, declinedFirst } from '../../../test/support/dunning-cases.js';
import { casePlan, type CasePlan } from './case-plan.js';
import type { CaseFacts, DoneEffect, MailFate } from './dunning-facts.js';
import { DEFAULT_POLICY } from './dunning-policy.js';

const ZONE = 'Asia/Riyadh';

function on(day: number, minutes = 540): Date {
  return instantAt(`2026-11-${String(day).padStart(2, '0')}`, minutes, ZONE);
}

/** Day 1 is the first of the month; the mails of days 4 and 7 came to this. */
function factsWith(fates: readonly MailFate[], more: readonly DoneEffect[] = []): CaseFacts {
  const mails = fates.map((mail, at) => ({ key: ['4:mail', '7:mail'][at] ?? '', at: on(4 + 3 * at), mail }));
  const done = [
    { key: '1:mail', at: on(1) },
    { key: 'enter:warning', at: on(4) },
    { key: '7:call_task', at: on(7) },
    ...mails,
    ...more,
  ];
  return aCase({ attempts: [declinedFirst('fraud', on(1))], done });
}

function planOn(day: number, fates: readonly MailFate[], more: readonly DoneEffect[] = []): CasePlan {
  return casePlan(DEFAULT_POLICY, factsWith(fates, more), on(day));
}

const what = ({ effects }: CasePlan): string[] => effects.map(({ key }) => key);
const WAITING: MailFate = { state: 'waiting' };
const LOST: MailFate = { state: 'lost' };

describe('a warning', () => {
  it('counts from the day on which it left, so that the suspension follows so many days after that', () => {
    const late: MailFate = { state: 'sent', at: on(9, 1_200) };
    expect(what(planOn(11, [late, LOST]))).toEqual([]);
    expect(what(planOn(12, [late, LOST]))).toEqual(['enter:suspended', '8:suspend', '8:mail']);
    expect(what(planOn(8, [{ state: 'sent', at: on(4) }, LOST]))).toContain('8:suspend');
  });

  it('that waits to leave holds the suspension, is written no second time and is asked for every morning', () => {
    const plan = planOn(20, [WAITING]);
    expect(what(plan)).toEqual([]);
    expect(plan).toMatchObject({ waitsFor: 'warning', wakeAt: on(21) });
  });

  it('that was lost is written once more when it can go, under another key', () => {
    const plan = planOn(9, [LOST, { state: 'again' }]);
    expect(plan.effects).toMatchObject([
      { type: 'mail', key: '7:mail~1', warnsOf: 'suspend', actsOn: '2026-11-12' },
    ]);
    const again = { key: '7:mail~1', at: on(9), mail: WAITING };
    expect(what(planOn(9, [LOST, { state: 'again' }], [again]))).toEqual([]);
  });

  it('that can never reach the customer is given to a person once, and the days begin when he answers for it', () => {
    const asked = planOn(8, [LOST, LOST]);
    expect(asked.effects).toMatchObject([{ type: 'request_approval', acts: ['suspend'], key: '8:untold' }]);
    expect(asked).toMatchObject({ waitsFor: 'untold', stage: 'warning' });
    const task = { key: '8:untold', at: on(8) };
    expect(what(planOn(15, [LOST, LOST], [task]))).toEqual([]);
    const night = casePlan(DEFAULT_POLICY, factsWith([LOST, LOST], [task]), on(9, 60));
    expect(night).toMatchObject({ effects: [], waitsFor: 'untold' });
    const unasked = casePlan(DEFAULT_POLICY, factsWith([LOST, LOST]), on(8, 60));
    expect(unasked).toMatchObject({ effects: [], waitsFor: null });
    const told = [task, { key: 'told:suspend', at: on(10) }];
    expect(what(planOn(12, [LOST, LOST], told))).toEqual([]);
    expect(what(planOn(13, [LOST, LOST], told))).toContain('8:suspend');
  });

  it('that is lost while another may still be written is given to nobody yet', () => {
    expect(planOn(6, [LOST])).toMatchObject({ effects: [], waitsFor: null, wakeAt: on(7) });
    expect(what(planOn(7, [LOST]))).toEqual(['7:mail']);
  });
});
