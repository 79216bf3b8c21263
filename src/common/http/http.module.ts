import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { DocsController } from './docs.controller.js';
import { HealthController } from './health.controller.js';
import { IdempotencyCleanupJob } from './idempotency-cleanup.job.js';
import { IdempotencyStore } from './idempotency-store.service.js';
import { MetricsController } from './metrics.controller.js';
import { Metrics } from './metrics.service.js';
import { RouteCatalogue } from './route-catalogue.service.js';

@Global()
@Module({
  imports: [DiscoveryModule],
  controllers: [HealthController, DocsController, MetricsController],
  providers: [IdempotencyStore, IdempotencyCleanupJob, RouteCatalogue, Metrics],
  exports: [IdempotencyStore, RouteCatalogue, Metrics],
})
export class HttpModule {}
