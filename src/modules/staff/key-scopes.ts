import { ROLE_SCOPES, type Role, type Scope } from '../../common/http/principal.js';

/** What a key may do: the role's scopes, or those of its own that the role still has. */
export function scopesOf(role: Role, own: readonly Scope[]): ReadonlySet<Scope> {
  const scopes = ROLE_SCOPES[role];
  return new Set(own.length === 0 ? scopes : scopes.filter((scope) => own.includes(scope)));
}
