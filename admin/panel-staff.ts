import type { Actor } from '../src/common/http/principal.js';
import type { KeyedWish } from './panel-billing.js';
import type { ListSource, PanelLocale } from './panel-lists.js';

type NoFilter = Readonly<Record<string, never>>;
export type StaffRole = 'admin' | 'support' | 'viewer';

export interface StaffRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: StaffRole;
  readonly locale: PanelLocale;
  readonly disabled: boolean;
  readonly disabled_at: string | null;
  readonly last_sign_in_at: string | null;
  readonly open_sessions: number;
  readonly created_at: string;
}

/** Where somebody is signed in. */
export interface SessionRow {
  readonly id: string;
  /** The one that asks. */
  readonly is_current: boolean;
  readonly created_at: string;
  readonly last_seen_at: string;
  readonly ip: string | null;
  /** The browser and the system it runs on, as far as they say so. */
  readonly browser: string | null;
  readonly system: string | null;
}

export interface StaffWish {
  readonly email: string;
  readonly name: string;
  readonly role: StaffRole;
  readonly locale: PanelLocale;
}

/** What stands in this answer alone. */
export interface ShownOnce {
  readonly secret: string;
}

export interface StaffPort extends ListSource<StaffRow, NoFilter> {
  add(wish: KeyedWish & StaffWish, actor: Actor): Promise<ShownOnce>;
  changeRole(id: string, role: StaffRole, actor: Actor): Promise<void>;
  disable(id: string, actor: Actor): Promise<void>;
  enable(id: string, actor: Actor): Promise<void>;
  resetPassword(id: string, actor: Actor): Promise<ShownOnce>;
  sessionsOf(id: string, actor: Actor): Promise<readonly SessionRow[]>;
  /** One session, or all but the one that asks; says how many ended. */
  endSessions(id: string, sessionId: string | null, actor: Actor): Promise<number>;
}

export interface ApiKeyFilter {
  readonly state?: 'active' | 'ended' | undefined;
}

export interface ApiKeyRow {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly role: StaffRole;
  /** None: all that its role has. */
  readonly scopes: readonly string[];
  readonly state: 'active' | 'expired' | 'revoked';
  readonly created_by: string;
  readonly created_at: string;
  readonly last_used_at: string | null;
  readonly expires_at: string | null;
  readonly revoked_at: string | null;
  /** The first characters of the key that was made in its place. */
  readonly replaced_by: string | null;
}

export interface ApiKeyWish {
  readonly name: string;
  readonly role: StaffRole;
  readonly scopes?: readonly string[] | undefined;
  readonly expires_in_days?: number | undefined;
}

export interface RotationWish {
  readonly id: string;
  readonly overlap_hours: number;
  readonly expires_in_days?: number | undefined;
}

export interface ApiKeysPort extends ListSource<ApiKeyRow, ApiKeyFilter> {
  /** What each role may do at most. */
  readonly scopesOf: Readonly<Record<StaffRole, readonly string[]>>;
  add(wish: KeyedWish & ApiKeyWish, actor: Actor): Promise<ShownOnce>;
  rotate(wish: KeyedWish & RotationWish, actor: Actor): Promise<ShownOnce>;
  revoke(id: string, actor: Actor): Promise<void>;
}

export const EXPIRY_DAYS = [30, 90, 180, 365] as const;

export const OVERLAP_HOURS = [0, 1, 24, 168] as const;
