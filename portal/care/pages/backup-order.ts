/** The candidates in the wished order; those that it does not name come after. */
export function orderOf(
  candidates: readonly { readonly id: string }[],
  wish: readonly string[],
): readonly string[] {
  const ids = candidates.map(({ id }) => id);
  const wished = wish.filter((id) => ids.includes(id));
  return [...wished, ...ids.filter((id) => !wished.includes(id))];
}

/** The same order with one of them so many places further; it stays within. */
export function moved(order: readonly string[], id: string, by: number): readonly string[] {
  const from = order.indexOf(id);
  const to = Math.min(Math.max(from + by, 0), order.length - 1);
  if (from === -1 || from === to) return order;
  const rest = order.filter((one) => one !== id);
  return [...rest.slice(0, to), id, ...rest.slice(to)];
}
