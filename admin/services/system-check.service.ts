import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../src/common/clock/clock.js';
import { worstOf, type PartState, type SystemPart } from '../../src/common/checks/system-part.js';
import { CONFIG, type Config } from '../../src/common/config/config.js';
import { JobRunner } from '../../src/common/jobs/job-runner.service.js';
import { MailChecks } from '../../src/modules/notifications/index.js';
import { VendorGateways } from '../../src/modules/vendors/index.js';
import type { SystemReportView } from '../panel-system.js';

/** The whole system at a glance. */
export interface SystemReport {
  readonly state: Exclude<PartState, 'not_configured'>;
  readonly mode: string;
  readonly checkedAt: Date;
  readonly parts: readonly SystemPart[];
}

const ANSWER_WITHIN_MS = 15_000;
const SKEW_SECONDS = { warning: 2, failing: 30 };

/** Asks every module how it stands; a part that cannot even be asked is failing, and keeps no other from answering. */
@Injectable()
export class SystemCheck {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly vendors: VendorGateways,
    private readonly mails: MailChecks,
    private readonly jobs: JobRunner,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async run(): Promise<SystemReport> {
    const parts = await Promise.all([
      asked('clock', () => this.clockPart()),
      asked('vendors', () => this.vendorParts()),
      asked('mailjet', () => this.mails.check()),
      asked('jobs', async () => [await this.jobs.check()]),
    ]);
    const all = parts.flat();
    return { state: worstOf(all), mode: this.config.mode, checkedAt: this.clock.real(), parts: all };
  }

  private async vendorParts(): Promise<SystemPart[]> {
    const checks = await this.vendors.check();
    return checks.map(({ vendor, ...check }) => ({ ...check, name: vendor }));
  }

  /** Leases and signatures rely on clocks that agree. */
  private async clockPart(): Promise<SystemPart[]> {
    const before = this.clock.real().getTime();
    const [row]: { at: Date }[] = await this.db.query('SELECT clock_timestamp() AS at');
    const middle = (before + this.clock.real().getTime()) / 2;
    const seconds = Math.abs((row?.at.getTime() ?? middle) - middle) / 1_000;
    const facts = {
      skew_seconds: Math.round(seconds * 10) / 10,
      business_time: this.clock.now().toISOString(),
    };
    if (seconds < SKEW_SECONDS.warning) return [{ name: 'clock', state: 'ok', facts }];
    return [
      {
        name: 'clock',
        state: seconds < SKEW_SECONDS.failing ? 'warning' : 'failing',
        detail: "This machine's clock and the database's differ.",
        hint: 'Set both by the same time server.',
        facts,
      },
    ];
  }
}

/** The report as the API, the command line and the panel show it. */
export function toSystemCheckView(report: SystemReport): SystemReportView {
  const { state, mode, checkedAt, parts } = report;
  return {
    state,
    mode,
    checked_at: checkedAt.toISOString(),
    parts: parts.map(({ detail = null, hint = null, facts = {}, ...part }) => ({
      ...part,
      detail,
      hint,
      facts: { ...facts },
    })),
  };
}

async function asked(name: string, check: () => Promise<SystemPart[]>): Promise<SystemPart[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<SystemPart[]>((resolve) => {
    timer = setTimeout(() => {
      resolve([{ name, state: 'failing', detail: 'There was no answer in time.' }]);
    }, ANSWER_WITHIN_MS);
  });
  try {
    return await Promise.race([check(), late]);
  } catch (error) {
    return [{ name, state: 'failing', detail: error instanceof Error ? error.message : String(error) }];
  } finally {
    clearTimeout(timer);
  }
}
