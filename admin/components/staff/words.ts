/** A name inside a sentence, whatever direction each of them is read in. */
export const isolated = (name: string): string => `\u2068${name}\u2069`;
