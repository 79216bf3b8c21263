/** Somebody who may stand in the audit trail. */
export interface KnownActor {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

/** The id of whoever bears this name or e-mail, else of the first whose name or e-mail begins so; null when nobody does. */
export function actorNamed(typed: string, known: readonly KnownActor[]): string | null {
  const wanted = typed.trim().toLowerCase();
  if (wanted === '') return null;
  const words = known.map(({ id, name, email }) => ({
    id,
    called: [name.toLowerCase(), email.toLowerCase()],
  }));
  const found =
    words.find(({ called }) => called.includes(wanted)) ??
    words.find(({ called }) => called.some((word) => word.startsWith(wanted)));
  return found?.id ?? null;
}
