import { describe, expect, it } from '@jest/globals';
import { CallGate } from './call-gate.js';
import { MAX_OUTAGES } from './delivery-schedule.js';
import { CallRejected, MailUnavailable } from './notifications.errors.js';

const real = (): Date => new Date();
const fail = (): Promise<never> => Promise.reject(new MailUnavailable('http_429', 'Too many.'));

/** Real time that jumps over every pause. */
function impatient(): { real: () => Date; skip: () => void } {
  let ahead = 0;
  return {
    real: () => new Date(Date.now() + ahead),
    skip: () => {
      ahead += 3_600_000;
    },
  };
}

describe('call gate', () => {
  it('makes every call wait after an outage, and counts calls that fail together once', async () => {
    const pauses: number[] = [];
    const gate = new CallGate({ concurrency: 4, real, onOutage: (_, ms) => pauses.push(ms) });
    const before = Date.now();
    await Promise.allSettled(Array.from({ length: 4 }, () => gate.run(fail)));
    expect(pauses).toEqual([250]);
    expect(await gate.run(() => Promise.resolve('sent'))).toBe('sent');
    expect(Date.now() - before).toBeGreaterThanOrEqual(200);
  });

  it('gives up after several outages in a row, and not when one call between them went well', async () => {
    const time = impatient();
    const gate = new CallGate({ concurrency: 1, real: time.real });
    const outage = async (): Promise<void> => {
      await expect(gate.run(fail)).rejects.toThrow('Too many.');
      time.skip();
    };
    for (let count = 1; count < MAX_OUTAGES; count += 1) await outage();
    await expect(gate.run(() => Promise.reject(new CallRejected('mj-0002', 'Malformed.')))).rejects.toThrow(
      'Malformed.',
    );
    for (let count = 1; count < MAX_OUTAGES; count += 1) await outage();
    expect(gate.isGivenUp).toBe(false);
    await outage();
    expect(gate.isGivenUp).toBe(true);
    expect(await gate.run(() => Promise.resolve('sent'))).toBeNull();
  });

  it('lets nothing begin after the signal, a pause notwithstanding', async () => {
    const controller = new AbortController();
    const gate = new CallGate({ concurrency: 1, real, signal: controller.signal });
    const long = (): Promise<never> =>
      Promise.reject(new MailUnavailable('http_429', 'Wait.', { retryAfterSeconds: 60 }));
    await expect(gate.run(long)).rejects.toThrow('Wait.');
    const waiting = gate.run(() => Promise.resolve('sent'));
    controller.abort();
    expect(await waiting).toBeNull();
  });
});
