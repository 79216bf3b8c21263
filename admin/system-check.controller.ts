import { Controller, Get } from '@nestjs/common';
import { z } from 'zod';
import { PART_STATES } from '../src/common/checks/system-part.js';
import { Access } from '../src/common/http/access.decorator.js';
import { Doc } from '../src/common/http/doc.decorator.js';
import { instant } from '../src/common/http/http.schemas.js';
import type { SystemReportView } from './panel-system.js';
import { SystemCheck, toSystemCheckView } from './services/system-check.service.js';

const systemCheckView = z
  .object({
    state: z.enum(['ok', 'warning', 'failing']).meta({ description: 'The worst of its parts' }),
    mode: z.string(),
    checked_at: instant,
    parts: z.array(
      z.object({
        name: z.string(),
        state: z.enum(PART_STATES),
        detail: z.string().nullable(),
        hint: z.string().nullable(),
        facts: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
      }),
    ),
  })
  .meta({ id: 'SystemCheck' });

/** Whether everything that the product relies on is there. */
@Controller('v1/system-check')
@Access('system:read')
export class SystemCheckController {
  constructor(private readonly check: SystemCheck) {}

  @Get()
  @Doc({
    summary: 'Vendors, Mailjet, clock and jobs, asked at this moment',
    returns: { 200: systemCheckView },
  })
  async read(): Promise<SystemReportView> {
    return toSystemCheckView(await this.check.run());
  }
}
