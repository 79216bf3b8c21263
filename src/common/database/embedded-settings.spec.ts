import { describe, expect, it } from '@jest/globals';
import { embeddedSettings, majorVersion, startFailure } from './embedded-settings.js';

describe('embedded settings', () => {
  it('listen on loopback only', () => {
    expect(embeddedSettings({ port: 5433, durable: true, unixSockets: true })).toMatchObject({
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      port: '5433',
    });
  });

  it('leave every safety of a crash on unless told', () => {
    const unsafe = ['fsync', 'synchronous_commit', 'full_page_writes'];
    const durable = embeddedSettings({ port: 1, durable: true, unixSockets: true });
    expect(Object.keys(durable)).not.toEqual(expect.arrayContaining(unsafe));
    expect(unsafe.filter((name) => name in durable)).toEqual([]);
    expect(embeddedSettings({ port: 1, durable: false, unixSockets: true })).toMatchObject({ fsync: 'off' });
  });
});

describe('major version', () => {
  it.each([
    ['postgres (PostgreSQL) 18.4', 18],
    ['postgres (PostgreSQL) 19beta1', 19],
    ['17\n', 17],
    ['', null],
    ['words', null],
  ])('of %j is %j', (text, major) => {
    expect(majorVersion(text)).toBe(major);
  });
});

describe('start failure', () => {
  it.each([
    ['FATAL:  lock file "postmaster.pid" already exists', 'already running'],
    ['FATAL:  lock file "postmaster.pid" is empty', 'already running'],
    ['LOG:  could not bind IPv4 address "127.0.0.1": Address already in use', 'port taken'],
    ['FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use', 'memory still in use'],
    ['FATAL:  data directory "/x" has wrong ownership', 'other'],
    ['', 'other'],
  ])('%j means: %s', (tail, failure) => {
    expect(startFailure(tail)).toBe(failure);
  });
});
