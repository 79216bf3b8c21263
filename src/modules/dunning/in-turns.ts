/** Works on so many at once, each of them one after another. */
export async function inTurns<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const line = [...items];
  const worker = async (): Promise<void> => {
    for (let item = line.shift(); item !== undefined; item = line.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}
