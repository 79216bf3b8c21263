import { Injectable } from '@nestjs/common';
import type { Actor } from '../../src/common/http/principal.js';
import { OwnPassword, StaffService, StaffSessions } from '../../src/modules/staff/index.js';
import type { PanelLocale } from '../panel-services.js';
import type {
  PanelSession,
  PasswordWish,
  RequestFacts,
  StaffSessions as SessionsPort,
} from '../staff-sessions.js';

/** Staff sessions behind the panel. */
@Injectable()
export class PanelSessions implements SessionsPort {
  constructor(
    private readonly sessions: StaffSessions,
    private readonly staff: StaffService,
    private readonly ownPassword: OwnPassword,
  ) {}

  signIn(
    email: string,
    password: string,
    { ip, userAgent }: RequestFacts,
  ): Promise<{ readonly token: string }> {
    return this.sessions.signIn({ email, password, ip, userAgent });
  }

  async find(token: string): Promise<PanelSession | null> {
    const session = await this.sessions.find(token);
    if (!session) return null;
    const { id: staffId, name, role } = session.principal;
    const { id, email, locale, passwordChangeRequired } = session;
    return { id, staffId, name, role, email, locale, passwordChangeRequired };
  }

  signOut(token: string): Promise<void> {
    return this.sessions.signOut(token);
  }

  changePassword(token: string, wish: PasswordWish, actor: Actor): Promise<void> {
    return this.ownPassword.change({ token, ...wish }, actor);
  }

  chooseLocale({ staffId }: PanelSession, locale: PanelLocale): Promise<void> {
    return this.staff.changeLocale(staffId, locale);
  }
}
