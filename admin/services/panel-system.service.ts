import { Injectable } from '@nestjs/common';
import type { Actor } from '../../src/common/http/principal.js';
import type { SystemPort, SystemReportView } from '../panel-system.js';
import { requireScope } from '../permission.js';
import { SystemCheck, toSystemCheckView } from './system-check.service.js';

/** The system check behind the panel. */
@Injectable()
export class PanelSystem implements SystemPort {
  constructor(private readonly system: SystemCheck) {}

  async check(actor: Actor): Promise<SystemReportView> {
    requireScope(actor, 'system:read');
    return toSystemCheckView(await this.system.run());
  }
}
