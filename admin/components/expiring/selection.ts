import type { CappedCount } from '../../panel-services.js';

/** Chosen rows by id, or everything that the filter matches, on pages not seen too. */
export interface Selection {
  readonly everything: boolean;
  readonly ids: ReadonlySet<string>;
  readonly has: (id: string) => boolean;
  readonly toggle: (id: string) => Selection;
  readonly withAll: (ids: readonly string[]) => Selection;
}

function selectionOf(ids: ReadonlySet<string>, everything: boolean): Selection {
  return {
    everything,
    ids,
    has: (id) => everything || ids.has(id),
    toggle: (id) => {
      const next = new Set(ids);
      if (!next.delete(id)) next.add(id);
      return selectionOf(next, false);
    },
    withAll: (more) => selectionOf(new Set([...ids, ...more]), false),
  };
}

/** Nothing chosen. */
export const EMPTY_SELECTION = selectionOf(new Set(), false);

/** Everything the filter matches. */
export const EVERYTHING = selectionOf(new Set(), true);

/** A click on one row; out of everything it leaves this page without that row, for the server knows no exceptions. */
export function toggled(selection: Selection, id: string, page: readonly string[]): Selection {
  return selection.everything ? EMPTY_SELECTION.withAll(page).toggle(id) : selection.toggle(id);
}

/** What the server is asked to remind. */
export function choiceOf(
  selection: Selection,
  filter: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> {
  return selection.everything ? { filter } : { payment_method_ids: [...selection.ids] };
}

/** How many rows that is; null when nobody counted. */
export function sizeOf(selection: Selection, count: CappedCount | null): number | null {
  if (!selection.everything) return selection.ids.size;
  return count && !count.more ? count.value : null;
}
