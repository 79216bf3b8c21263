import type { ReactElement } from 'react';
import { ChevronLeft, ChevronRight } from 'react-feather';
import type { CappedCount } from '../../panel-services.js';
import { number, t } from '../boot.js';
import type { Address } from '../hooks.js';
import { Button } from '../kit/controls.js';

interface PagerProps {
  readonly address: Address;
  readonly nextCursor: string | null;
}

/** One page on, one page back; there are no page numbers because nothing is counted. */
export function Pager({ address, nextCursor }: PagerProps): ReactElement | null {
  if (!nextCursor && !address.previous) return null;
  return (
    <div className="oc-pager">
      <Button
        small
        icon={<ChevronLeft size={16} aria-hidden="true" className="oc-mirror" />}
        disabled={!address.previous}
        onClick={() => address.previous?.()}
      >
        {t('list.previous')}
      </Button>
      <span>{t('list.page', { page: number(address.page) })}</span>
      <Button
        small
        disabled={!nextCursor}
        onClick={() => {
          if (nextCursor) address.next(nextCursor);
        }}
      >
        {t('list.next')}
        <ChevronRight size={16} aria-hidden="true" className="oc-mirror" />
      </Button>
    </div>
  );
}

/** "37 rows", or "1,000+ rows" where the count was given up. */
export function CountText({ count }: { readonly count: CappedCount | null }): ReactElement | null {
  if (!count) return null;
  return (
    <span className="oc-count">
      {count.more ? t('list.manyRows', { count: count.value }) : t('list.rows', { count: count.value })}
    </span>
  );
}
