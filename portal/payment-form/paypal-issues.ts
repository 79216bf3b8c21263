const CODE = /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g;
// The kind of an answer, beside which the issue itself is named.
const KINDS: ReadonlySet<string> = new Set(['UNPROCESSABLE_ENTITY', 'INVALID_REQUEST', 'VALIDATION_ERROR']);

/** The issue that PayPal's script names somewhere in an error: in its members, or in the text of its message. */
export function issueOf(error: unknown): string | null {
  if (typeof error === 'string') return issueInText(error);
  if (typeof error !== 'object' || error === null) return null;
  const { issue, details, message } = error as Readonly<Record<string, unknown>>;
  if (typeof issue === 'string') return issue;
  const named = Array.isArray(details) ? details.map(issueOf).find((found) => found !== null) : null;
  return named ?? (typeof message === 'string' ? issueInText(message) : null);
}

function issueInText(text: string): string | null {
  const codes = text.match(CODE) ?? [];
  return codes.find((code) => !KINDS.has(code)) ?? codes[0] ?? null;
}
