import { describe, expect, it } from '@jest/globals';
import { pickRunner, unprivilegedUsers } from './embedded-user.js';

const users = unprivilegedUsers(
  [
    '# comment',
    'root:x:0:0:root:/root:/bin/bash',
    'daemon:x:1:1::/:/sbin/nologin',
    'nobody:x:65534:65533::/:/sbin/nologin',
    'postgres:x:101:104::/:/bin/sh',
    'alice:x:1000:1000::/home/alice:/bin/sh',
    '',
  ].join('\n'),
);
const without = (...names: string[]) => users.filter(({ name }) => !names.includes(name));

describe('the user whom root starts PostgreSQL as', () => {
  it('is the owner of the folder', () => {
    expect(pickRunner(users, 1000)).toEqual({ name: 'alice', uid: 1000, gid: 1000 });
  });

  it('is postgres, then nobody, then anyone, on a folder of root or of an unknown user', () => {
    expect(pickRunner(users, 0)?.name).toBe('postgres');
    expect(pickRunner(users, 4242)?.name).toBe('postgres');
    expect(pickRunner(without('postgres'), 0)).toEqual({ name: 'nobody', uid: 65534, gid: 65533 });
    expect(pickRunner(without('postgres', 'nobody'), 0)?.name).toBe('daemon');
  });

  it('is never root', () => {
    expect(users.map(({ uid }) => uid)).not.toContain(0);
    expect(pickRunner([], 0)).toBeNull();
  });
});
