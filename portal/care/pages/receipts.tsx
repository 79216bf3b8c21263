import type { ReactNode } from 'react';
import { api } from '../care-api.js';
import type { Receipt } from '../care-types.js';
import { useLanguage, useTexts } from '../language.js';
import { Source } from '../ui/card-visual.js';
import { Loaded } from '../ui/loaded.js';
import { Icon } from '../ui/icon.js';
import { Action, Badge, Empty, Ltr, Money, OutLink, type Tone } from '../ui/parts.js';
import { usePages } from '../use-pages.js';
import { useOverview } from '../use-session.js';

const TONES: Readonly<Record<string, Tone>> = {
  succeeded: 'success',
  declined: 'danger',
  requires_action: 'warning',
  pending: 'info',
  unknown: 'info',
};

/** Every payment with what became of it. */
export function Receipts(): ReactNode {
  const texts = useTexts();
  const { version } = useOverview();
  const pages = usePages('receipts', version, (cursor) => api.receipts(cursor));
  const { columns, empty, emptyBody } = texts.receipts;
  return (
    <>
      <Loaded resource={pages.first} rows={4}>
        {() =>
          pages.items.length === 0 ? (
            <Empty icon="receipt" title={empty} body={emptyBody} />
          ) : (
            <table className="table receipts" role="table" aria-label={texts.invoices.receipts}>
              <thead role="rowgroup">
                <tr role="row">
                  {(['at', 'purpose', 'method', 'amount', 'state'] as const).map((name) => (
                    <th key={name} role="columnheader" scope="col">
                      {columns[name]}
                    </th>
                  ))}
                  <th role="columnheader" scope="col">
                    <span className="sr">{columns.actions}</span>
                  </th>
                </tr>
              </thead>
              <tbody role="rowgroup">
                {pages.items.map((receipt) => (
                  <ReceiptRow key={receipt.id} receipt={receipt} />
                ))}
              </tbody>
            </table>
          )
        }
      </Loaded>
      {pages.hasMore && (
        <Action look="quiet" isBusy={pages.isBusy} onPress={() => void pages.more()}>
          {texts.more}
        </Action>
      )}
    </>
  );
}

function ReceiptRow({ receipt }: { readonly receipt: Receipt }): ReactNode {
  const { texts, locale, money, instant } = useLanguage();
  const { columns, purposes, states, refunded, document, documentOf } = texts.receipts;
  const purpose: Readonly<Partial<Record<string, string>>> = purposes;
  const words: Readonly<Partial<Record<string, string>>> = states;
  const { state, refunded: back } = receipt;
  return (
    <tr role="row">
      <td role="cell" data-label={columns.at}>
        <bdi>{instant(receipt.at)}</bdi>
      </td>
      <td role="cell" data-label={columns.purpose} className="cell-purpose">
        <span>
          {purpose[receipt.purpose] ?? receipt.purpose}{' '}
          {receipt.invoice_number !== null && <Ltr>{receipt.invoice_number}</Ltr>}
        </span>
      </td>
      <td role="cell" data-label={columns.method}>
        {receipt.method ? <Source method={receipt.method} /> : '–'}
      </td>
      <td role="cell" data-label={columns.amount} className="cell-amount">
        <Money value={receipt.money} />
        {back !== null && back.amount > 0 && <span className="muted small">{refunded(money(back))}</span>}
      </td>
      <td role="cell" data-label={columns.state}>
        <Badge tone={TONES[state] ?? 'neutral'}>{words[state] ?? state}</Badge>
      </td>
      <td role="cell" className="cell-actions">
        {receipt.receipt_url !== null && (
          <span className="row-actions">
            <OutLink
              href={`${receipt.receipt_url}?locale=${locale}`}
              className="button quiet document"
              label={documentOf(money(receipt.money), instant(receipt.at))}
            >
              <Icon name="receipt" />
              <span className="document-word">{document}</span>
            </OutLink>
          </span>
        )}
      </td>
    </tr>
  );
}
