import { describe, expect, it } from '@jest/globals';
import { parsePostmasterPid, withPid } from './postmaster-pid.js';

const file = (status: string): string =>
  ['4711', '/data', '1763740800', '5433', '', '127.0.0.1', '  1183234    131074', `${status}   `, ''].join(
    '\n',
  );

describe('postmaster.pid', () => {
  it.each(['starting', 'ready', 'stopping'] as const)(
    'tells process, port and that the server is %s',
    (status) => {
      expect(parsePostmasterPid(file(status))).toEqual({ pid: 4711, port: 5433, status });
    },
  );

  it('is of a starting server until it tells more', () => {
    expect(parsePostmasterPid('4711\n/data\n')).toEqual({ pid: 4711, port: 0, status: 'starting' });
  });

  it.each(['', '\n', 'words\n5433'])('tells nothing when it is empty or damaged: %j', (text) => {
    expect(parsePostmasterPid(text)).toBeNull();
  });

  it('keeps all but the process when that is replaced', () => {
    const renamed = withPid(file('ready'), 8);
    expect(parsePostmasterPid(renamed)).toEqual({ pid: 8, port: 5433, status: 'ready' });
    expect(renamed.split('\n').slice(1)).toEqual(file('ready').split('\n').slice(1));
  });
});
