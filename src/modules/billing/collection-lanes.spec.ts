import { describe, expect, it } from '@jest/globals';
import { CollectionLanes } from './collection-lanes.js';

const MINUTE_MS = 60_000;

describe('lanes to vendors', () => {
  const until = (): { wait: Promise<void>; end: () => void } => {
    let end: () => void = () => undefined;
    const wait = new Promise<void>((resolve) => (end = resolve));
    return { wait, end };
  };

  it('carry as many calls at once as are allowed, the others in line', async () => {
    const lanes = new CollectionLanes(new Map([['stripe', 2]]), () => new Date(0));
    const { wait, end } = until();
    let running = 0;
    let most = 0;
    const works = Array.from({ length: 4 }, () =>
      lanes.run('stripe', async () => {
        running += 1;
        most = Math.max(most, running);
        await wait;
        running -= 1;
      }),
    );
    expect([running, lanes.room('stripe')]).toEqual([2, 0]);
    end();
    await Promise.all(works);
    expect([most, lanes.room('stripe')]).toEqual([2, 4]);
  });

  it('hold in line what a quick vendor answers in half a second, and a claim finds the room it was made for', async () => {
    let real = 0;
    const lanes = new CollectionLanes(new Map([['stripe', 10]]), () => new Date(real));
    const call = (ms: number): Promise<void> =>
      lanes.run('stripe', () => {
        real += ms;
        return Promise.resolve();
      });
    await call(25);
    expect([lanes.room('stripe'), lanes.claimable([]), lanes.room('stripe')]).toEqual([20, 210, 210]);
    await call(4_000);
    expect(lanes.reach('stripe', 209)).toBe('free');
    expect([lanes.claimable([]), lanes.room('stripe')]).toEqual([20, 20]);
  });

  it('go on after work that fails', async () => {
    const lanes = new CollectionLanes(new Map([['paypal', 1]]), () => new Date(0));
    const failed = lanes.run('paypal', () => Promise.reject(new Error('away')));
    const next = lanes.run('paypal', () => Promise.resolve('done'));
    await expect(failed).rejects.toThrow('away');
    expect([await next, lanes.room('paypal')]).toEqual(['done', 2]);
  });

  it('have no room for a minute when their vendor was found away, and for one without keys never', () => {
    let real = new Date(0);
    const lanes = new CollectionLanes(
      new Map([
        ['stripe', 5],
        ['paypal', 3],
      ]),
      () => real,
    );
    lanes.rest('stripe');
    expect([lanes.room('stripe'), lanes.reach('stripe', 0), lanes.claimable([])]).toEqual([0, 'away', 6]);
    expect([lanes.room('paytabs'), lanes.reach('paytabs', 0)]).toEqual([0, 'unknown']);
    real = new Date(MINUTE_MS);
    expect([lanes.reach('stripe', 9), lanes.reach('stripe', 10)]).toEqual(['free', 'full']);
    expect(lanes.claimable([])).toBe(10);
  });

  it('let no idle vendor have claimed what a full one would have to put off', async () => {
    let real = 0;
    const lanes = new CollectionLanes(
      new Map([
        ['stripe', 10],
        ['paypal', 10],
      ]),
      () => new Date(real),
    );
    const works = Array.from({ length: 20 }, () => until());
    const runs = works.map(({ wait }) => lanes.run('stripe', () => wait));
    expect([lanes.claimable([]), lanes.claimable(['stripe'])]).toEqual([20, 0]);
    real = 1_000;
    for (const count of [4, 6]) {
      for (const { end } of works.slice(0, count)) end();
      await Promise.all(runs.slice(0, count));
      expect(lanes.claimable(['stripe'])).toBe(count === 4 ? 0 : 6);
    }
    for (const { end } of works) end();
    await Promise.all(runs);
  });
});
