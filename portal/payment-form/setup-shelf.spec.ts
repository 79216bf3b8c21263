import { describe, expect, it } from '@jest/globals';
import type { SetupClient, SetupRequest } from './contract.js';
import { SetupShelf } from './setup-shelf.js';

function stage() {
  const shelf = new SetupShelf();
  let begun = 0;
  const begin = ({ vendor }: SetupRequest): Promise<SetupClient> => {
    begun += 1;
    const id = `${vendor}-${String(begun)}`;
    return Promise.resolve({ id, vendor, status: 'pending', client: { token: id }, expires_at: '' });
  };
  const take = (vendor: string, locale: 'ar' | 'en' = 'en') =>
    shelf.take({ vendor, payment_type: 'card', locale }, begin);
  return { shelf, take, begun: () => begun };
}

describe('setups that were begun and not used', () => {
  it('are taken again by whoever comes back to their tab', async () => {
    const { take, begun } = stage();
    const first = await take('stripe');
    await take('paypal');
    expect(await take('stripe')).toBe(first);
    expect(begun()).toBe(2);
  });

  it('serve one language, since the vendor’s page is written in it', async () => {
    const { take, begun } = stage();
    await take('paytabs', 'en');
    await take('paytabs', 'ar');
    expect(begun()).toBe(2);
  });

  it('serve nobody after they were tried with', async () => {
    const { shelf, take } = stage();
    const first = await take('paytabs');
    shelf.spend(first);
    expect((await take('paytabs')).id).not.toBe(first.id);
  });

  it('are forgotten by a form that begins anew', async () => {
    const { shelf, take, begun } = stage();
    await take('paytabs');
    shelf.clear();
    await take('paytabs');
    expect(begun()).toBe(2);
  });
});
