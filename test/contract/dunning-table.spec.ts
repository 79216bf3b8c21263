import { describe, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { declineRow } from '../../src/modules/dunning/decline-table.js';
import { DEFAULT_POLICY } from '../../src/modules/dunning/dunning-policy.js';
import { paypalDecline } from '../../src/modules/vendors/paypal-declines.js';
import { paytabsDecline } from '../../src/modules/vendors/paytabs-declines.js';
import { stripeDecline } from '../../src/modules/vendors/stripe-declines.js';
import type { Decline } from '../../src/modules/vendors/vendor-gateway.js';
import {
  DECLINE_BUCKETS,
  type DeclineBucket,
  VENDORS,
  type Vendor,
} from '../../src/modules/vendors/vendor-vocabulary.js';

const GUIDE = new URL('../../docs/dunning.md', import.meta.url);
const BEGIN = '<!-- what follows a decline: written by test/contract/dunning-table.spec.ts -->';
const END = '<!-- end of what follows a decline -->';

// One code of each vendor for each bucket; PayTabs tells no revocation.
const CODES: Readonly<Record<DeclineBucket, Readonly<Record<Vendor, string | null>>>> = {
  funds: { stripe: 'insufficient_funds', paypal: '5120', paytabs: '316' },
  issuer: { stripe: 'generic_decline', paypal: '0500', paytabs: '300' },
  technical: { stripe: 'processing_error', paypal: '0800', paytabs: '345' },
  card_data: { stripe: 'expired_card', paypal: '5400', paytabs: '200' },
  authentication: { stripe: 'authentication_required', paypal: 'PAYER_ACTION_REQUIRED', paytabs: '310' },
  fraud: { stripe: 'stolen_card', paypal: '9500', paytabs: '501' },
  revoked: { stripe: 'revocation_of_authorization', paypal: 'AGREEMENT_ALREADY_CANCELLED', paytabs: null },
  duplicate: { stripe: 'duplicate_transaction', paypal: '5200', paytabs: '4' },
  canceled: { stripe: 'payment_method_customer_decline', paypal: '0R00', paytabs: '321' },
};

const READ: Readonly<Record<Vendor, (code: string) => Decline>> = {
  stripe: (code) => stripeDecline({ code: 'card_declined', decline_code: code }),
  paypal: (code) => paypalDecline({ code }),
  paytabs: (code) => paytabsDecline('D', code),
};

/** A table as prettier writes it. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[], fill = ' '): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0, fill)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [
    line(head),
    line(
      head.map(() => ''),
      '-',
    ),
    ...body.map((cells) => line(cells)),
  ].join('\n');
}

function section(): string {
  const stages = declineRow(DEFAULT_POLICY, READ.stripe('insufficient_funds')).stages;
  const head = [
    'bucket',
    'vendor',
    'for example',
    ...stages.map(({ stage, day }) => `${stage}, day ${String(day)}`),
    'grace, with a backup',
    'first mail',
  ];
  const body = DECLINE_BUCKETS.flatMap((bucket) =>
    VENDORS.map((vendor) => {
      const code = CODES[bucket][vendor];
      if (code === null) return [bucket, vendor, 'not told', ...stages.map(() => '-'), '-', '-'];
      const row = declineRow(DEFAULT_POLICY, READ[vendor](code));
      return [bucket, vendor, `\`${code}\``, ...row.stages.map(({ next }) => next), row.withBackup, row.mail];
    }),
  );
  return table([head, ...body]);
}

describe('the table of what follows a decline', () => {
  it.each(DECLINE_BUCKETS)('shows a code of each vendor that means %s', (bucket) => {
    for (const vendor of VENDORS) {
      const code = CODES[bucket][vendor];
      if (code !== null) expect(READ[vendor](code).bucket).toBe(bucket);
    }
  });

  it('stands in the documentation as the rules have it; UPDATE_DOCS=1 writes it anew', () => {
    const guide = readFileSync(GUIDE, 'utf8');
    const [before, rest] = guide.split(BEGIN);
    const after = rest?.split(END)[1];
    if (before === undefined || after === undefined) throw new Error('The guide has no place for the table.');
    const written = `${before}${BEGIN}\n\n${section()}\n\n${END}${after}`;
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(GUIDE, written);
    expect(readFileSync(GUIDE, 'utf8')).toBe(written);
  });
});
