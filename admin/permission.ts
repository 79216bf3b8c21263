import { DomainError } from '../src/common/errors/domain-error.js';
import type { Actor, Scope } from '../src/common/http/principal.js';

/** The role of whoever asked does not include this. */
export function forbidden(): DomainError {
  return new DomainError({
    kind: 'forbidden',
    code: 'forbidden',
    detail: 'Your role does not allow that.',
  });
}

/** Throws `forbidden` unless the actor holds the scope; every call behind the panel asks this, whatever the page showed. */
export function requireScope(actor: Actor, scope: Scope): void {
  if (!actor.scopes.has(scope)) throw forbidden();
}
