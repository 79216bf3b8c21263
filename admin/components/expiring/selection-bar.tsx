import type { ReactElement } from 'react';
import { Send, X } from 'react-feather';
import type { CappedCount } from '../../panel-services.js';
import { t } from '../boot.js';
import { Button } from '../kit/controls.js';
import { EMPTY_SELECTION, EVERYTHING, sizeOf, type Selection } from './selection.js';

interface BarProps {
  readonly selection: Selection;
  readonly page: readonly { readonly id: string }[];
  readonly count: CappedCount | null;
  /** This page is all that the filter matches. */
  readonly onlyPage: boolean;
  readonly onSelect: (selection: Selection) => void;
  readonly onSend: () => void;
}

/** What is chosen, the way to choose everything, and the button that sends. */
export function SelectionBar(props: BarProps): ReactElement {
  const { selection, page, count, onlyPage, onSelect, onSend } = props;
  const nothing = !selection.everything && selection.ids.size === 0;
  const wholePage = page.every((row) => selection.has(row.id));
  return (
    <div className={`oc-selection${nothing ? '' : ' is-on'}`}>
      <span aria-live="polite">{saying(selection, page.length, wholePage, count)}</span>
      {nothing ? (
        // On a phone the table has no head, and so no box to tick.
        <button
          type="button"
          className="oc-button oc-button-plain oc-button-small oc-only-phone"
          onClick={() => {
            onSelect(selection.withAll(page.map(({ id }) => id)));
          }}
        >
          {t('expiring.selectPage')}
        </button>
      ) : null}
      {wholePage && !selection.everything && !onlyPage ? (
        <button
          type="button"
          className="oc-link"
          onClick={() => {
            onSelect(EVERYTHING);
          }}
        >
          {offer(count)}
        </button>
      ) : null}
      {nothing ? null : (
        <Button
          look="quiet"
          small
          icon={<X size={15} aria-hidden="true" />}
          onClick={() => {
            onSelect(EMPTY_SELECTION);
          }}
        >
          {t('expiring.clearSelection')}
        </Button>
      )}
      <span className="oc-topbar-space" />
      <Button
        look="primary"
        small
        disabled={nothing}
        icon={<Send size={15} aria-hidden="true" className="oc-mirror" />}
        onClick={onSend}
      >
        {t('expiring.send')}
      </Button>
    </div>
  );
}

function saying(
  selection: Selection,
  pageSize: number,
  wholePage: boolean,
  count: CappedCount | null,
): string {
  if (selection.everything) {
    const size = sizeOf(selection, count);
    return size === null ? t('expiring.allSelected') : t('expiring.allSelectedCount', { count: size });
  }
  const chosen = selection.ids.size;
  if (chosen === 0) return t('expiring.selectHint');
  return t(wholePage && chosen === pageSize ? 'expiring.pageSelected' : 'expiring.selected', {
    count: chosen,
  });
}

function offer(count: CappedCount | null): string {
  if (count === null) return t('expiring.selectAllUncounted');
  return count.more
    ? t('expiring.selectAllMore', { count: count.value })
    : t('expiring.selectAll', { count: count.value });
}
