import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { AdminModule } from '../admin/index.js';
import type { Clock } from './common/clock/clock.js';
import { ClockModule } from './common/clock/clock.module.js';
import type { Config } from './common/config/config.js';
import { ConfigModule } from './common/config/config.module.js';
import { DatabaseModule } from './common/database/database.module.js';
import { ProblemFilter } from './common/errors/problem.filter.js';
import { HttpModule } from './common/http/http.module.js';
import { InputGuard } from './common/http/input.guard.js';
import { InputPipe } from './common/http/input.js';
import { JobsModule } from './common/jobs/jobs.module.js';
import { SecurityModule } from './common/security/security.module.js';
import { AuditModule } from './modules/audit/index.js';
import { BillingModule } from './modules/billing/index.js';
import { CustomersModule } from './modules/customers/index.js';
import { DunningModule } from './modules/dunning/index.js';
import { EventsModule } from './modules/events/index.js';
import { NotificationsModule } from './modules/notifications/index.js';
import { PaymentMethodsModule } from './modules/payment-methods/index.js';
import { RemindersModule } from './modules/reminders/index.js';
import { SelfCareModule } from './modules/self-care/index.js';
import { AccessGuard, StaffModule } from './modules/staff/index.js';
import { VendorsModule } from './modules/vendors/index.js';
import { WebhooksModule } from './modules/webhooks/index.js';
import { SandboxModule } from './sandbox/sandbox.module.js';

/** What one process is made of. */
export interface AppParts {
  readonly config: Config;
  readonly databaseUrl: string;
  readonly clock: Clock;
}

/** The whole product on one migrated database. */
@Module({})
export class AppModule {
  static on({ config, databaseUrl, clock }: AppParts): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(config),
        ClockModule.forRoot(clock),
        SecurityModule,
        DatabaseModule.at(databaseUrl),
        JobsModule,
        HttpModule,
        AdminModule,
        AuditModule,
        BillingModule,
        CustomersModule,
        DunningModule,
        EventsModule,
        NotificationsModule,
        PaymentMethodsModule,
        RemindersModule,
        SelfCareModule,
        StaffModule,
        VendorsModule,
        WebhooksModule,
        ...(config.mode === 'sandbox' ? [SandboxModule] : []),
      ],
      providers: [
        { provide: APP_FILTER, useClass: ProblemFilter },
        // In this order: nobody learns what is refused who may not ask.
        { provide: APP_GUARD, useExisting: AccessGuard },
        { provide: APP_GUARD, useClass: InputGuard },
        { provide: APP_PIPE, useClass: InputPipe },
      ],
    };
  }
}
