import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/index.js';
import { BillingModule } from '../billing/index.js';
import { CustomersModule } from '../customers/index.js';
import { DunningModule } from '../dunning/index.js';
import { NotificationsModule } from '../notifications/index.js';
import { PaymentMethodsModule } from '../payment-methods/index.js';
import { CareAccountController } from './care-account.controller.js';
import { CareBalances } from './care-balance.service.js';
import { CareBillingController } from './care-billing.controller.js';
import { CareChallenges } from './care-challenges.service.js';
import { CareCleanupJob } from './care-cleanup.job.js';
import { CareEntryController } from './care-entry.controller.js';
import { CareEntry } from './care-entry.service.js';
import { CareInvoices } from './care-invoices.service.js';
import { CareLimits } from './care-limits.service.js';
import { CareMethodParts, CareMethods } from './care-methods.service.js';
import { CareOverviews, OverviewParts } from './care-overview.service.js';
import { CarePaymentParts, CarePayments } from './care-payments.service.js';
import { CareRenewals } from './care-renewals.service.js';
import { CareSessions } from './care-sessions.service.js';
import { CareShellController } from './care-shell.controller.js';
import { CareShell } from './care-shell.service.js';
import { CareSignIn } from './care-sign-in.service.js';
import { UnsubscribeController } from './unsubscribe.controller.js';
import { Unsubscriptions } from './unsubscriptions.service.js';

@Module({
  imports: [
    AuditModule,
    BillingModule,
    CustomersModule,
    DunningModule,
    NotificationsModule,
    PaymentMethodsModule,
  ],
  controllers: [
    CareAccountController,
    CareBillingController,
    CareEntryController,
    CareShellController,
    UnsubscribeController,
  ],
  providers: [
    CareBalances,
    CareChallenges,
    CareCleanupJob,
    CareEntry,
    CareInvoices,
    CareLimits,
    CareMethodParts,
    CareMethods,
    CareOverviews,
    CarePaymentParts,
    CarePayments,
    CareRenewals,
    CareSessions,
    CareShell,
    CareSignIn,
    OverviewParts,
    Unsubscriptions,
  ],
})
export class SelfCareModule {}
