import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../audit/index.js';
import { CustomersModule } from '../customers/index.js';
import { EventsModule } from '../events/index.js';
import { NotificationsModule } from '../notifications/index.js';
import { PaymentMethodsModule } from '../payment-methods/index.js';
import { VendorsModule } from '../vendors/index.js';
import { AttemptStages } from './attempt-stages.service.js';
import { AutoRechargeJob } from './auto-recharge.job.js';
import { AutoRecharge } from './auto-recharge.service.js';
import { BillingChangeParts, BillingChanges } from './billing-changes.service.js';
import { BillingJournal } from './billing-journal.service.js';
import { BillingLabels } from './billing-labels.service.js';
import { BillingStart } from './billing-start.service.js';
import { ChargeCalls } from './charge-calls.service.js';
import { CardCaps } from './card-caps.service.js';
import { ChargeCancellations } from './charge-cancellations.service.js';
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
import { CheckoutBook } from './checkout-book.service.js';
import { CheckoutChanges } from './checkout-changes.service.js';
import { CheckoutMethods } from './checkout-methods.service.js';
import { CheckoutOutcomes, CheckoutParts } from './checkout-outcomes.service.js';
import { CheckoutPages } from './checkout-pages.service.js';
import { CheckoutPayments } from './checkout-payments.service.js';
import { CHECKOUT_RECONCILIATION_JOBS } from './checkout-reconciliation.job.js';
import { CheckoutReconciliation } from './checkout-reconciliation.service.js';
import { CheckoutSubjects } from './checkout-subject.service.js';
import { Checkout } from './checkout.entity.js';
import { CheckoutsController } from './checkouts.controller.js';
import { CheckoutsService, OpeningParts } from './checkouts.service.js';
import { InvoiceDocuments } from './invoice-documents.service.js';
import { InvoiceMails } from './invoice-mails.service.js';
import { InvoiceLine } from './invoice-line.entity.js';
import { Invoice } from './invoice.entity.js';
import { InvoicesController } from './invoices.controller.js';
import { InvoicesService } from './invoices.service.js';
import { OutcomeBatches } from './outcome-batches.service.js';
import { LedgerEntry } from './ledger-entry.entity.js';
import { Ledger } from './ledger.service.js';
import { PaymentAttempt } from './payment-attempt.entity.js';
import { Payment } from './payment.entity.js';
import { PaymentEffects } from './payment-effects.service.js';
import { PaymentFailures } from './payment-failures.service.js';
import { PaymentMails } from './payment-mails.service.js';
import { PaymentsController } from './payments.controller.js';
import { PaymentsService } from './payments.service.js';
import { PrepaidAccount } from './prepaid-account.entity.js';
import { PrepaidAccounts } from './prepaid-accounts.service.js';
import { PrepaidController } from './prepaid.controller.js';
import { PrepaidRenewalsJob } from './prepaid-renewals.job.js';
import { PrepaidRenewals } from './prepaid-renewals.service.js';
import { PrepaidMails } from './prepaid-mails.service.js';
import { PrepaidService, RechargeParts } from './prepaid.service.js';
import { RefundBook } from './refund-book.service.js';
import { RefundOutcomes } from './refund-outcomes.service.js';
import { RefundRuns } from './refund-runs.service.js';
import { Refunding, RefundingParts } from './refunding.service.js';
import { Refund } from './refund.entity.js';
import { RenewalsJob } from './renewals.job.js';
import { Renewals } from './renewals.service.js';
import { ReportsController } from './reports.controller.js';
import { TopUpReturnsJob } from './top-up-returns.job.js';
import { TopUpReturns } from './top-up-returns.service.js';
import { TopUps } from './top-ups.service.js';
import { WriteOffs } from './write-offs.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([
      Checkout,
      Invoice,
      InvoiceLine,
      LedgerEntry,
      Payment,
      PaymentAttempt,
      PrepaidAccount,
      Refund,
    ]),
    AuditModule,
    CustomersModule,
    EventsModule,
    NotificationsModule,
    PaymentMethodsModule,
    VendorsModule,
  ],
  controllers: [
    CheckoutsController,
    InvoicesController,
    PaymentsController,
    PrepaidController,
    ReportsController,
  ],
  providers: [
    ...CHARGE_RECONCILIATION_JOBS,
    ...CHECKOUT_RECONCILIATION_JOBS,
    AttemptStages,
    AutoRecharge,
    AutoRechargeJob,
    BillingChangeParts,
    BillingChanges,
    BillingJournal,
    BillingLabels,
    BillingStart,
    ChargeCalls,
    ChargeCancellations,
    ChargeConfirmations,
    CardCaps,
    ChargeIntents,
    ChargeOutcomes,
    ChargeReconciliation,
    ChargeRuns,
    Charging,
    ChargingParts,
    CheckoutBook,
    CheckoutChanges,
    CheckoutMethods,
    CheckoutOutcomes,
    CheckoutPages,
    CheckoutParts,
    CheckoutPayments,
    CheckoutReconciliation,
    CheckoutSubjects,
    CheckoutsService,
    Collection,
    CollectionClaims,
    CollectionJob,
    CollectionParts,
    InvoiceDocuments,
    InvoiceMails,
    InvoicesService,
    Ledger,
    OpenCalls,
    OpeningParts,
    OutcomeBatches,
    PaymentEffects,
    PaymentMails,
    PaymentFailures,
    PaymentsService,
    PrepaidAccounts,
    PrepaidMails,
    PrepaidRenewals,
    PrepaidRenewalsJob,
    PrepaidService,
    RechargeParts,
    RefundBook,
    RefundOutcomes,
    RefundRuns,
    Refunding,
    RefundingParts,
    Renewals,
    RenewalsJob,
    TopUpReturns,
    TopUpReturnsJob,
    TopUps,
    WriteOffs,
  ],
  exports: [
    AttemptStages,
    BillingChanges,
    BillingLabels,
    ChargeCancellations,
    CheckoutChanges,
    Charging,
    InvoiceDocuments,
    InvoicesService,
    PaymentFailures,
    PaymentsService,
    PrepaidService,
    Refunding,
    WriteOffs,
  ],
})
export class BillingModule {}
