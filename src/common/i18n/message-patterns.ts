/** English words with values in them, and how the same is said of those values in another language. */
type MessagePattern = readonly [english: RegExp, told: (...values: string[]) => string];

/** Tells messages by the first pattern that they match; null where none does. */
export function tellBy(patterns: readonly MessagePattern[]): (message: string) => string | null {
  return (message) => {
    for (const [pattern, told] of patterns) {
      const found = pattern.exec(message);
      if (found) return told(...found.slice(1));
    }
    return null;
  };
}
