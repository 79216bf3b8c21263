import type { MethodDetails } from '../vendors/index.js';

/** A method on file, as far as it decides about one that comes from the vendor. */
export interface MethodOnFile {
  readonly customerId: string | null;
  readonly vendorPaymentMethodId: string;
  readonly vendorCustomerId: string | null;
  readonly fingerprint: string | null;
  readonly status: string;
  readonly brand: string | null;
  readonly last4: string | null;
  readonly expMonth: number | null;
  readonly expYear: number | null;
  readonly name: string | null;
  readonly funding: string | null;
}

/**
 * What becomes of a method found at the vendor: `duplicate` is on file under another token, which stays as it is at the vendor;
 * `left_out` was removed here, and an import does not bring it back; `foreign` is on file for another customer.
 */
export type ImportVerdict = 'added' | 'updated' | 'unchanged' | 'duplicate' | 'left_out' | 'foreign';

const FACTS = [
  'vendorCustomerId',
  'brand',
  'last4',
  'expMonth',
  'expYear',
  'name',
  'funding',
] as const satisfies readonly (keyof MethodOnFile & keyof MethodDetails)[];

/** Decides about one method of a customer; `customerId` is null for a customer who is not on file yet. */
export function judge(
  found: MethodDetails,
  customerId: string | null,
  onFile: readonly MethodOnFile[],
): ImportVerdict {
  const same = onFile.find((method) => method.vendorPaymentMethodId === found.vendorPaymentMethodId);
  if (same) return judgeSame(found, customerId, same);
  const twin = onFile.find(
    (method) =>
      method.customerId === customerId &&
      isLive(method) &&
      found.fingerprint !== null &&
      method.fingerprint === found.fingerprint,
  );
  return twin ? 'duplicate' : 'added';
}

function judgeSame(found: MethodDetails, customerId: string | null, same: MethodOnFile): ImportVerdict {
  if (same.customerId !== customerId) return 'foreign';
  if (!isLive(same)) return 'left_out';
  // A twin of a card on file keeps no fingerprint, so one that is missing there is no difference for ever.
  const isKnown = same.status === 'active' && FACTS.every((fact) => (same[fact] ?? null) === found[fact]);
  return isKnown ? 'unchanged' : 'updated';
}

/** The method that must be first, since the first one becomes the default of a customer who has none; then the oldest first. */
export function inOrder(
  newestFirst: readonly MethodDetails[],
  defaultId: string | null,
  isUsable: (method: MethodDetails) => boolean,
): readonly MethodDetails[] {
  const usable = newestFirst.filter(isUsable);
  const first = usable.find((method) => method.vendorPaymentMethodId === defaultId) ?? usable[0];
  const others = newestFirst.filter((method) => method !== first).reverse();
  return first ? [first, ...others] : others;
}

function isLive(method: MethodOnFile): boolean {
  return method.status === 'active' || method.status === 'invalid';
}
