import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { CallLimiter, NeverStarted } from './call-limiter.js';

const never = () => new AbortController().signal;

function gate(): { opened: Promise<void>; open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

describe('CallLimiter', () => {
  it('never runs more calls at once than allowed, and runs all of them in order', async () => {
    const limiter = new CallLimiter(3, sleep);
    let running = 0;
    let most = 0;
    const order: number[] = [];
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        limiter.run(async () => {
          running += 1;
          most = Math.max(most, running);
          order.push(index);
          await sleep(1);
          running -= 1;
        }, never()),
      ),
    );
    expect(most).toBe(3);
    expect(order).toEqual(Array.from({ length: 40 }, (_, index) => index));
  });

  it('frees the place of a call that fails', async () => {
    const limiter = new CallLimiter(1, sleep);
    await expect(limiter.run(() => Promise.reject(new Error('down')), never())).rejects.toThrow('down');
    await expect(limiter.run(() => Promise.resolve('up'), never())).resolves.toBe('up');
  });

  it('gives up a call whose turn does not come in time, without ever making it', async () => {
    const limiter = new CallLimiter(1, sleep);
    const { opened, open } = gate();
    const first = limiter.run(() => opened, never());
    const patience = new AbortController();
    let made = false;
    const second = limiter.run(() => {
      made = true;
      return Promise.resolve();
    }, patience.signal);
    patience.abort();
    await expect(second).rejects.toBeInstanceOf(NeverStarted);
    open();
    await first;
    await expect(limiter.run(() => Promise.resolve('next'), never())).resolves.toBe('next');
    expect(made).toBe(false);
  });

  it('holds back new calls while the vendor asks for a pause', async () => {
    const { opened, open } = gate();
    const limiter = new CallLimiter(5, () => opened);
    let made = false;
    limiter.pause(1000);
    const call = limiter.run(() => {
      made = true;
      return Promise.resolve();
    }, never());
    await sleep(5);
    expect(made).toBe(false);
    open();
    await call;
    expect(made).toBe(true);
  });

  it('makes no call whose time was over before its turn', async () => {
    const limiter = new CallLimiter(1, sleep);
    await expect(limiter.run(() => Promise.resolve('made'), AbortSignal.abort())).rejects.toBeInstanceOf(
      NeverStarted,
    );
    await expect(limiter.run(() => Promise.resolve('next'), never())).resolves.toBe('next');
  });
});
