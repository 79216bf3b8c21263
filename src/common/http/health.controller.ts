import { Controller, Get } from '@nestjs/common';
import { z } from 'zod';
import { DataSource } from 'typeorm';
import { DomainError } from '../errors/domain-error.js';
import { Public } from './access.decorator.js';
import { Doc } from './doc.decorator.js';

const health = z.object({ status: z.literal('ok') });

type Health = z.infer<typeof health>;

@Controller('health')
export class HealthController {
  constructor(private readonly db: DataSource) {}

  @Get('live')
  @Public()
  @Doc({ summary: 'The process answers', returns: { 200: health } })
  live(): Health {
    return { status: 'ok' };
  }

  @Get('ready')
  @Public()
  @Doc({
    summary: 'The process and its database answer',
    returns: { 200: health },
    problems: { 503: 'The database is away' },
  })
  async ready(): Promise<Health> {
    try {
      await this.db.query('SELECT 1');
    } catch (error) {
      throw new DomainError({
        kind: 'unavailable',
        code: 'database_unavailable',
        detail: 'The database does not answer.',
        retryAfterSeconds: 5,
        cause: error,
      });
    }
    return { status: 'ok' };
  }
}
