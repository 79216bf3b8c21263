/** How strict the last usable method is kept: `warn` asks for confirmation only, `block` always refuses. */
export type LastMethodPolicy = 'warn' | 'block_if_required' | 'block';

export interface DeletionFacts {
  readonly isDefault: boolean;
  /** Active and not expired. */
  readonly isUsable: boolean;
  readonly otherUsable: number;
  /** Whether an active subscription, a balance due or a dunning case needs a method. */
  readonly isHeld: boolean;
  readonly policy: LastMethodPolicy;
  readonly confirmLast: boolean;
  /** An admin overrides; automatic payment is then turned off. */
  readonly force: boolean;
}

/** What becomes of a wish to remove a method. */
export type DeletionVerdict =
  'remove' | 'remove_and_stop_auto_pay' | 'default_in_use' | 'confirmation_required' | 'last_in_use';

/**
 * The default stays while another usable method could take its place; the last usable one wants confirmation and goes only when
 * nothing needs it, or by force.
 */
export function decideDeletion(facts: DeletionFacts): DeletionVerdict {
  if (facts.isDefault && facts.otherUsable > 0) return 'default_in_use';
  if (!facts.isUsable || facts.otherUsable > 0) return 'remove';
  if (facts.force) return facts.isHeld ? 'remove_and_stop_auto_pay' : 'remove';
  return decideLast(facts);
}

function decideLast({ policy, isHeld, confirmLast }: DeletionFacts): DeletionVerdict {
  if (policy === 'block') return 'last_in_use';
  if (!confirmLast) return 'confirmation_required';
  return policy === 'block_if_required' && isHeld ? 'last_in_use' : 'remove';
}
