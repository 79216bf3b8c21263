import { describe, expect, it } from '@jest/globals';
import { createLogger, KeptLines } from './logger.js';

describe('the log', () => {
  function logged(facts: object): string {
    const kept = new KeptLines();
    createLogger('info', kept).info(facts, 'happened');
    return kept.lines.join('');
  }

  it('masks card numbers wherever they stand', () => {
    expect(logged({ note: { deep: '4111 1111 1111 1111' } })).not.toContain('4111 1111');
  });

  it.each([
    ['a client secret of a vendor', { intent: { client_secret: 'pi_1_secret_abc', id: 'pi_1' } }],
    ['one at any depth', { a: { b: { c: { clientSecret: 'pi_1_secret_abc', id: 'pi_1' } } } }],
    ['one in quoted JSON', { body: JSON.stringify({ client_secret: 'pi_1_secret_abc', id: 'pi_1' }) }],
  ])('hides %s and keeps what stands beside it', (_, facts) => {
    const line = logged(facts);
    expect(line).not.toContain('secret_abc');
    expect(line).toContain('[secret]');
    expect(line).toContain('pi_1');
    expect(() => JSON.parse(line) as unknown).not.toThrow();
  });

  it('hides the credentials of a failed call', () => {
    const error = Object.assign(new Error('no'), { config: { auth: 'hidden-key' } });
    expect(logged({ err: error })).not.toContain('hidden-key');
  });
});
