import { useEffect, useState } from 'react';
import type { Page } from './care-types.js';
import { problemOf } from './care-problem.js';
import { useResource, type Resource } from './use-resource.js';

/** A list that is shown page after page; it begins anew when something has changed. */
export interface Pages<Item> {
  readonly first: Resource<Page<Item>>;
  readonly items: readonly Item[];
  readonly hasMore: boolean;
  readonly isBusy: boolean;
  readonly more: () => Promise<void>;
}

/** Reads a list by its cursors. */
export function usePages<Item>(
  key: string,
  version: string,
  load: (cursor: string | null) => Promise<Page<Item>>,
): Pages<Item> {
  const first = useResource(key, version, () => load(null));
  const [later, setLater] = useState<readonly Page<Item>[]>([]);
  const [isBusy, setBusy] = useState(false);
  const { data } = first;
  useEffect(() => {
    setLater([]);
  }, [data]);
  const all = data ? [data, ...later] : [];
  const cursor = all.at(-1)?.next_cursor ?? null;
  const more = async (): Promise<void> => {
    if (cursor === null || isBusy) return;
    setBusy(true);
    try {
      const next = await load(cursor);
      setLater((known) => [...known, next]);
    } catch (error) {
      // The button stays, and what failed is most often gone by the next press.
      problemOf(error);
    } finally {
      setBusy(false);
    }
  };
  return { first, items: all.flatMap((page) => page.data), hasMore: cursor !== null, isBusy, more };
}
