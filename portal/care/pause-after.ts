const FIRST_MS = 4_000;
const MOST_MS = 60_000;

/** How long something that failed so often in a row waits until it is asked again; `random`, 0 to 1, keeps many browsers apart. */
export function pauseAfter(failures: number, random: number): number {
  const most = Math.min(MOST_MS, FIRST_MS * 2 ** (failures - 1));
  return most / 2 + (most / 2) * random;
}
