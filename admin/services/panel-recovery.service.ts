import { Injectable } from '@nestjs/common';
import type { Actor } from '../../src/common/http/principal.js';
import { RecoveryReport } from '../../src/modules/dunning/index.js';
import type { RecoveryFilter, RecoveryPort, RecoveryReport as Report } from '../panel-recovery.js';
import type { PanelLocale } from '../panel-services.js';
import { requireScope } from '../permission.js';

/** The report of recovery behind the panel. */
@Injectable()
export class PanelRecovery implements RecoveryPort {
  constructor(private readonly recovery: RecoveryReport) {}

  async report(filter: RecoveryFilter, actor: Actor): Promise<Report> {
    requireScope(actor, 'dunning:read');
    return this.recovery.report(filter);
  }

  async exportCsv(filter: RecoveryFilter, locale: PanelLocale, actor: Actor): Promise<Iterable<string>> {
    requireScope(actor, 'dunning:read');
    return this.recovery.csv(filter, locale);
  }
}
