/** What of the wanted values differs from the present ones; a value that was not given changes nothing. */
export function changedFields<T extends object>(present: T, wanted: Partial<T>): Partial<T> {
  const given = Object.entries(wanted).filter(
    ([name, value]) => value !== undefined && value !== present[name as keyof T],
  );
  return Object.fromEntries(given) as Partial<T>;
}

/** Property names as the API writes them: `timeZone` is `time_zone`. */
export function apiNames(fields: object): string[] {
  return Object.keys(fields).map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
}
