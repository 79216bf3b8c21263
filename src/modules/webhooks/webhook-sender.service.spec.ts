import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LookupAddress } from 'node:dns';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { publicLookup } from './webhook-sender.service.js';

type Answer = string | { address: string; family?: number }[] | undefined;

/** What a connection would be told of a name that stands for these addresses. */
function told(addresses: readonly string[], all: boolean): Promise<{ error: Error | null; answer: Answer }> {
  const found: LookupAddress[] = addresses.map((address) => ({
    address,
    family: address.includes(':') ? 6 : 4,
  }));
  const lookup = publicLookup((_name, _options, done) => {
    done(null, found);
  });
  return new Promise((resolve) => {
    lookup('shop.example', { all }, (error, answer) => {
      resolve({ error, answer: error ? undefined : answer });
    });
  });
}

describe('the address behind a name', () => {
  let server: Server;
  let reached = 0;

  beforeAll(async () => {
    server = createServer((_request, response) => {
      reached += 1;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterAll(async () => {
    await new Promise((resolve) => server.close(resolve));
  });

  it('is given where all of them are public, in the form that was asked for', async () => {
    const addresses = ['93.184.215.14', '2606:4700::1111'];
    expect((await told(addresses, false)).answer).toBe('93.184.215.14');
    expect((await told(addresses, true)).answer).toEqual([
      { address: '93.184.215.14', family: 4 },
      { address: '2606:4700::1111', family: 6 },
    ]);
  });

  it.each([[['10.0.0.1']], [['93.184.215.14', '127.0.0.1']], [['::1']], [['::ffff:10.0.0.1']], [[]]])(
    'is refused where any is not: %j',
    async (addresses) => {
      expect((await told(addresses, true)).error).not.toBeNull();
      expect((await told(addresses, false)).error).not.toBeNull();
    },
  );

  it('is looked up once a connection, so that a name which changes its mind reaches nothing', async () => {
    const minds = ['127.0.0.1', '93.184.215.14'];
    let asked = 0;
    const lookup = publicLookup((_name, _options, done) => {
      done(null, [{ address: minds[asked++ % 2] ?? '', family: 4 }]);
    });
    const { port } = server.address() as AddressInfo;
    const error = await new Promise((resolve) => {
      request({ host: 'rebinding.example', port, lookup, agent: false })
        .on('error', resolve)
        .on('response', resolve)
        .end();
    });
    expect(error).toHaveProperty('message', 'rebinding.example');
    expect([asked, reached]).toEqual([1, 0]);
  });
});
