import { describe, expect, it } from '@jest/globals';
import { DEFAULT_POLICY, policyDocument } from '../../src/modules/dunning/index.js';
import {
  draftOf,
  faultsByField,
  withDay,
  writtenOf,
  type LadderDraft,
} from '../components/policies/ladder-form.js';

const document = policyDocument(DEFAULT_POLICY);
const read = (draft: LadderDraft): Record<string, unknown> =>
  JSON.parse(writtenOf(draft, document).text) as Record<string, unknown>;
const fault = (path: string) => ({ path, message: 'wrong', message_ar: null });

describe('a ladder in a form', () => {
  it('is, untouched, the ladder that it began with', () => {
    expect(read(draftOf(document))).toEqual(document);
  });

  it('shows what is done on a day in one row, tried again or not', () => {
    const rows = draftOf(document).days.map(({ day, retry, acts }) => [day, retry, acts]);
    expect(rows.slice(0, 5)).toEqual([
      ['1', false, []],
      ['3', true, []],
      ['4', false, []],
      ['5', true, []],
      ['7', true, ['call_task']],
    ]);
  });

  it('is written in the order of its days, whatever the order of its rows', () => {
    const draft = draftOf(document);
    const turned = { ...draft, days: draft.days.toReversed() };
    expect(read(turned)).toEqual(document);
  });

  it('has a day more after the last, which is tried again', () => {
    const more = withDay(draftOf(document));
    expect(read(more)['retry_days']).toEqual([...document.retry_days, 16]);
  });

  it('leaves a stage out that has no day, and reads lists however they are typed', () => {
    const draft = draftOf(document);
    const given = read({
      ...draft,
      stages: { ...draft.stages, terminated: '' },
      lists: { technical_retry_hours: ' 2، 6 ', pay_days: '' },
    });
    expect(given).toMatchObject({
      stages: { terminated: null },
      technical_retry_hours: [2, 6],
      pay_days: [],
    });
  });

  it('says each fault beside the field that it is about', () => {
    const draft = draftOf(document);
    const written = writtenOf(draft, document);
    const faults = [
      'stages.warning',
      'steps.2.day',
      'steps.3',
      'retry_days.1',
      'retry_at',
      'steps',
      'caps.visa',
    ];
    expect([...faultsByField(faults.map(fault), written).keys()]).toEqual([
      'stages.warning',
      'day.4.day',
      'day.5.acts',
      'day.3.retry',
      'retry_at',
      '',
    ]);
  });
});
