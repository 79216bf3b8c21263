import type { Clock } from '../src/common/clock/clock.js';
import type { PanelLocale, PanelServices } from './panel-services.js';
import type { PanelSettings } from './settings.js';
import type { PanelSession, StaffSessions } from './staff-sessions.js';

/** Everything the panel is made of. */
export interface PanelParts {
  readonly settings: PanelSettings;
  readonly services: PanelServices;
  readonly sessions: StaffSessions;
  readonly clock: Clock;
}

/** What one request of the panel carries along. */
interface PanelRequest {
  readonly nonce: string;
  readonly locale: PanelLocale;
  /** Null before signing in. */
  readonly session: PanelSession | null;
}

declare module 'fastify' {
  interface FastifyRequest {
    panel: PanelRequest;
  }
  interface FastifyContextConfig {
    /** A route of the panel that needs no session. */
    open?: boolean;
    /** Within reach before one has chosen a password of one's own. */
    beforeOwnPassword?: boolean;
  }
}
