import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../audit/index.js';
import { CustomersModule } from '../customers/index.js';
import { EventsModule } from '../events/index.js';
import { PaymentMethodsModule } from '../payment-methods/index.js';
import { VendorsModule } from '../vendors/index.js';
import { BillingChangeParts, BillingChanges } from './billing-changes.service.js';
import { BillingJournal } from './billing-journal.service.js';
import { ChargeCalls } from './charge-calls.service.js';
import { ChargeConfirmations } from './charge-confirmations.service.js';
import { ChargeIntents } from './charge-intents.service.js';
import { ChargeOutcomes } from './charge-outcomes.service.js';
import { CHARGE_RECONCILIATION_JOBS } from './charge-reconciliation.job.js';
import { ChargeReconciliation, OpenCalls } from './charge-reconciliation.service.js';
import { ChargeRuns } from './charge-runs.service.js';
import { Charging, ChargingParts } from './charging.service.js';
import { CollectionClaims } from './collection-claims.service.js';
import { CollectionJob } from './collection.job.js';
import { Collection, CollectionParts } from './collection.service.js';
import { InvoiceLine } from './invoice-line.entity.js';
import { Invoice } from './invoice.entity.js';
import { InvoicesController } from './invoices.controller.js';
import { InvoicesService } from './invoices.service.js';
import { OutcomeBatches } from './outcome-batches.service.js';
import { PaymentAttempt } from './payment-attempt.entity.js';
import { Payment } from './payment.entity.js';
import { PaymentEffects } from './payment-effects.service.js';
import { PaymentFailures } from './payment-failures.service.js';
import { PaymentsController } from './payments.controller.js';
import { PaymentsService } from './payments.service.js';
import { RefundBook } from './refund-book.service.js';
import { RefundOutcomes } from './refund-outcomes.service.js';
import { RefundRuns } from './refund-runs.service.js';
import { Refunding, RefundingParts } from './refunding.service.js';
import { Refund } from './refund.entity.js';
import { ReportsController } from './reports.controller.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([Invoice, InvoiceLine, Payment, PaymentAttempt, Refund]),
    AuditModule,
    CustomersModule,
    EventsModule,
    PaymentMethodsModule,
    VendorsModule,
  ],
  controllers: [InvoicesController, PaymentsController, ReportsController],
  providers: [
    ...CHARGE_RECONCILIATION_JOBS,
    BillingChangeParts,
    BillingChanges,
    BillingJournal,
    ChargeCalls,
    ChargeConfirmations,
    ChargeIntents,
    ChargeOutcomes,
    ChargeReconciliation,
    ChargeRuns,
    Charging,
    ChargingParts,
    Collection,
    CollectionClaims,
    CollectionJob,
    CollectionParts,
    InvoicesService,
    OpenCalls,
    OutcomeBatches,
    PaymentEffects,
    PaymentFailures,
    PaymentsService,
    RefundBook,
    RefundOutcomes,
    RefundRuns,
    Refunding,
    RefundingParts,
  ],
  exports: [BillingChanges, Charging, InvoicesService, PaymentFailures, PaymentsService, Refunding],
})
export class BillingModule {}
