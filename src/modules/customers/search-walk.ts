/** Where a walk stands: after this row in the order of (term, id). */
export interface SearchPosition {
  readonly term: string;
  readonly id: string;
}

/** One way in which a customer matches; `wanted` is false when another of its terms came first, or a filter is against it. */
export interface SearchMatch extends SearchPosition {
  readonly wanted: boolean;
}

export interface SearchPage {
  readonly ids: readonly string[];
  /** Null when the walk came to the end. */
  readonly next: SearchPosition | null;
}

/** Reads up to `count` matches after a position, in order. */
export type ReadMatches = (after: SearchPosition | null, count: number) => Promise<readonly SearchMatch[]>;

const LARGER_READ = 500;
const MAX_READS = 8;

/**
 * Collects a page of wanted matches. What is not wanted is walked over in bounded reads, so that no search scans a table: a page may then
 * be short and still have a next one.
 */
export async function walkMatches(
  read: ReadMatches,
  after: SearchPosition | null,
  limit: number,
): Promise<SearchPage> {
  const wanted: SearchMatch[] = [];
  let position = after;
  for (let reads = 0; reads < MAX_READS; reads += 1) {
    const count = reads === 0 ? limit + 1 : LARGER_READ;
    const matches = await read(position, count);
    for (const match of matches) {
      if (!match.wanted) continue;
      if (wanted.length === limit) return pageOf(wanted, wanted.at(-1) ?? null);
      wanted.push(match);
    }
    if (matches.length < count) return pageOf(wanted, null);
    position = matches.at(-1) ?? null;
  }
  return pageOf(wanted, position);
}

function pageOf(matches: readonly SearchMatch[], next: SearchPosition | null): SearchPage {
  return { ids: matches.map(({ id }) => id), next: next && { term: next.term, id: next.id } };
}
