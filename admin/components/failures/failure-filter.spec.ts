import { describe, expect, it } from '@jest/globals';
import { drillInto, listFilter, reportFilter } from './failure-filter.js';

const TODAY = '2026-11-22';

describe('the filter of the failures', () => {
  it('is the last thirty days by reason unless the address says otherwise', () => {
    expect(reportFilter({}, TODAY)).toEqual({ from: '2026-10-24', to: TODAY, group_by: 'bucket' });
    expect(reportFilter({ to: '2026-03-01', group_by: 'colour' }, TODAY)).toEqual({
      from: '2026-01-31',
      to: '2026-03-01',
      group_by: 'bucket',
    });
  });

  it('gives the list below the figures what was chosen and nothing else', () => {
    expect(listFilter({ bucket: 'funds', currency: 'GBP', group_by: 'vendor', cursor: 'x' }, TODAY)).toEqual({
      from: '2026-10-24',
      to: TODAY,
      bucket: 'funds',
      currency: 'GBP',
    });
  });

  it('leads from a figure to the failures behind it', () => {
    const asked = { from: '2026-01-15', to: '2026-11-22', group_by: 'period' } as const;
    expect(drillInto(asked, 'KWD', '2026-01')).toMatchObject({ from: '2026-01-15', to: '2026-01-31' });
    expect(drillInto(asked, 'KWD', '2026-02')).toMatchObject({ from: '2026-02-01', to: '2026-02-28' });
    expect(drillInto(asked, 'KWD', '2026-11-03')).toMatchObject({ from: '2026-11-03', to: '2026-11-03' });
    expect(drillInto({ ...asked, group_by: 'brand' }, 'KWD', 'visa')).toEqual({
      ...asked,
      group_by: 'brand',
      currency: 'KWD',
      brand: 'visa',
    });
  });
});
