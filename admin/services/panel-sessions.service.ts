import { Injectable } from '@nestjs/common';
import { StaffService, StaffSessions } from '../../src/modules/staff/index.js';
import type { PanelLocale } from '../panel-services.js';
import type { PanelSession, RequestFacts, StaffSessions as SessionsPort } from '../staff-sessions.js';

/** Staff sessions behind the panel. */
@Injectable()
export class PanelSessions implements SessionsPort {
  constructor(
    private readonly sessions: StaffSessions,
    private readonly staff: StaffService,
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
    return { id: session.id, staffId, name, role, email: session.email, locale: session.locale };
  }

  signOut(token: string): Promise<void> {
    return this.sessions.signOut(token);
  }

  chooseLocale({ staffId }: PanelSession, locale: PanelLocale): Promise<void> {
    return this.staff.changeLocale(staffId, locale);
  }
}
