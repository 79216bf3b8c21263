import { Controller, Get, Header } from '@nestjs/common';
import { z } from 'zod';
import { AccessOrLoopback } from './access.decorator.js';
import { Doc } from './doc.decorator.js';
import { Metrics } from './metrics.service.js';

@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @AccessOrLoopback('metrics:read')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @Doc({ summary: 'Prometheus metrics', returns: { 200: z.string() }, contentType: 'text/plain' })
  read(): Promise<string> {
    return this.metrics.registry.metrics();
  }
}
