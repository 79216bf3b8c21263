import type { ResourceWithOptions } from 'adminjs';
import { z } from 'zod';
import { SCOPES } from '../../src/common/http/principal.js';
import { readAction, writeAction } from '../actions/panel-action.js';
import type { NoFilter, PanelServices } from '../panel-services.js';
import {
  EXPIRY_DAYS,
  OVERLAP_HOURS,
  type ApiKeyFilter,
  type ApiKeyRow,
  type StaffRow,
} from '../panel-staff.js';
import { listResource } from './list-resource.js';

const MANAGES = 'staff:manage';
const KEY_STATES = ['active', 'ended'] as const;

const id = z.uuid();
const key = z.string().regex(/^[0-9a-f]{32}$/);
const role = z.enum(['admin', 'support', 'viewer']);
const ofOne = z.strictObject({ id });
const name = z.string().trim().min(1).max(100);
const expiry = z.literal(EXPIRY_DAYS).optional();

/** Panel users. */
export function staffResource({ staff }: PanelServices): ResourceWithOptions {
  return listResource<StaffRow, NoFilter>(
    {
      id: 'staff',
      icon: 'UserCheck',
      group: 'administration',
      scope: MANAGES,
      source: staff,
      filter: z.strictObject({}),
      title: (row) => row.name,
      view: { columns: [], filters: [] },
      component: 'Staff',
    },
    {
      add: writeAction(
        MANAGES,
        // Whether it is an address is said by the register itself.
        z.strictObject({ key, email: z.string().max(254), name, role, locale: z.enum(['ar', 'en']) }),
        (given, actor) => staff.add(given, actor),
      ),
      change_role: writeAction(MANAGES, z.strictObject({ id, role }), async (given, actor) => {
        await staff.changeRole(given.id, given.role, actor);
        return {};
      }),
      disable: writeAction(MANAGES, ofOne, async (given, actor) => {
        await staff.disable(given.id, actor);
        return {};
      }),
      enable: writeAction(MANAGES, ofOne, async (given, actor) => {
        await staff.enable(given.id, actor);
        return {};
      }),
      reset_password: writeAction(MANAGES, ofOne, (given, actor) => staff.resetPassword(given.id, actor)),
      sessions: readAction(MANAGES, ofOne, async (given, actor) => ({
        sessions: await staff.sessionsOf(given.id, actor),
      })),
      end_sessions: writeAction(
        MANAGES,
        z.strictObject({
          id,
          session: z
            .string()
            .regex(/^[0-9a-f]{24}$/)
            .optional(),
        }),
        async (given, actor) => ({ ended: await staff.endSessions(given.id, given.session ?? null, actor) }),
      ),
    },
  );
}

/** API keys; the keys themselves are shown once and kept as hashes. */
export function apiKeysResource({ apiKeys }: PanelServices): ResourceWithOptions {
  return listResource<ApiKeyRow, ApiKeyFilter>(
    {
      id: 'api-keys',
      icon: 'Key',
      group: 'administration',
      scope: MANAGES,
      source: apiKeys,
      filter: z.strictObject({ state: z.enum(KEY_STATES).optional() }),
      title: (row) => row.name,
      view: {
        columns: [],
        filters: [{ key: 'state', kind: 'choice', values: KEY_STATES, vocabulary: 'key_states' }],
      },
      component: 'ApiKeys',
    },
    {
      scopes: readAction(MANAGES, z.strictObject({}), () => Promise.resolve({ scopes: apiKeys.scopesOf })),
      add: writeAction(
        MANAGES,
        z.strictObject({
          key,
          name,
          role,
          scopes: z.array(z.enum(SCOPES)).min(1).optional(),
          expires_in_days: expiry,
        }),
        (given, actor) => apiKeys.add(given, actor),
      ),
      rotate: writeAction(
        MANAGES,
        z.strictObject({ key, id, overlap_hours: z.literal(OVERLAP_HOURS), expires_in_days: expiry }),
        (given, actor) => apiKeys.rotate(given, actor),
      ),
      revoke: writeAction(MANAGES, ofOne, async (given, actor) => {
        await apiKeys.revoke(given.id, actor);
        return {};
      }),
    },
  );
}
