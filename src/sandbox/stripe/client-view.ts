type Fields = Record<string, unknown>;

// What Stripe does not show to a holder of the publishable key.
const HIDDEN: ReadonlySet<string> = new Set([
  'customer',
  'fingerprint',
  'latest_attempt',
  'latest_charge',
  'metadata',
]);

/** An answer as a browser with the publishable key gets it. */
export function clientView(answer: object): object {
  const shown = Object.entries(answer as Fields)
    .filter(([name]) => !HIDDEN.has(name))
    .map(([name, value]) => [name, isObject(value) ? clientView(value) : value] as const);
  return Object.fromEntries(shown);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
