const CODE = /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/;

/** The issue that PayPal's script names somewhere in an error: in its members, or in the text of its message. */
export function issueOf(error: unknown): string | null {
  if (typeof error === 'string') return CODE.exec(error)?.[0] ?? null;
  if (typeof error !== 'object' || error === null) return null;
  const { issue, details, message } = error as Readonly<Record<string, unknown>>;
  if (typeof issue === 'string') return issue;
  const named = Array.isArray(details) ? details.map(issueOf).find((found) => found !== null) : null;
  return named ?? (typeof message === 'string' ? issueOf(message) : null);
}
