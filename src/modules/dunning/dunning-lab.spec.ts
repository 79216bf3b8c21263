import { describe, expect, it } from '@jest/globals';
import { LAB_DAYS, replay, summaryOf } from './dunning-lab.js';
import { DEFAULT_POLICY } from './dunning-policy.js';
import { chance } from './lab-dice.js';
import { ASSUMPTIONS, personOf } from './lab-population.js';
import { comparisonPage } from './lab-report.js';

const people = Array.from({ length: 60 }, (_, index) => personOf(7, index));
const summary = (policy = DEFAULT_POLICY) => summaryOf(people.map((person) => replay(policy, person)));

describe('the policy lab', () => {
  it('plays the same for the same seed and otherwise for another', () => {
    expect(summary()).toEqual(summary());
    expect(personOf(7, 3)).toEqual(personOf(7, 3));
    expect(personOf(8, 3)).not.toEqual(personOf(7, 3));
  });

  it('recovers more by retries and mails than without, and never by charging what cannot work', () => {
    const full = summary();
    const idle = summary({ ...DEFAULT_POLICY, retryDays: [], technicalRetryHours: [], backup: 'never' });
    expect(full.recoveredShare).toBeGreaterThan(idle.recoveredShare);
    expect(full.recoveredShare).toBeGreaterThan(0.3);
    expect(full.recoveredShare).toBeLessThan(0.9);
    for (const person of people) expect(replay(DEFAULT_POLICY, person).attempts).toBeLessThanOrEqual(12);
    expect(full.curve).toHaveLength(LAB_DAYS + 1);
    expect(full.curve.at(-1)).toBe(full.recoveredShare);
  });

  it('rolls its dice evenly', () => {
    const rolls = Array.from({ length: 10_000 }, (_, index) => chance(`key ${String(index)}`));
    for (let part = 0; part < 10; part += 1)
      expect(rolls.filter((roll) => Math.floor(roll * 10) === part).length).toBeGreaterThan(900);
  });

  it('reports with every assumption and its source, and asks no other host for anything', () => {
    const page = comparisonPage({ seed: 7, policies: [{ name: '<b>', summary: summary() }] });
    expect(page).toContain('&#60;b&#62;');
    expect(page).toContain('<svg');
    expect(page).not.toMatch(/(?:src|href|url\()\s*=?\s*["']?(?:https?:)?\/\//);
    for (const { source } of ASSUMPTIONS) expect(source.length).toBeGreaterThan(5);
    expect(page.match(/<tr><td>/g)).toHaveLength(ASSUMPTIONS.length);
  });
});
