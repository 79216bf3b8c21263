export { AttemptStages } from './attempt-stages.service.js';
export { customerBucket } from '../vendors/index.js';
export { BillingChanges } from './billing-changes.service.js';
export { BillingLabels } from './billing-labels.service.js';
export { BillingModule } from './billing.module.js';
export { BillingStart } from './billing-start.service.js';
export { ChargeCancellations } from './charge-cancellations.service.js';
export { CheckoutChanges } from './checkout-changes.service.js';
export type { CheckoutView } from './checkouts.schemas.js';
export type { PaymentState } from './billing-vocabulary.js';
export { Charging } from './charging.service.js';
export { InvoiceDocuments } from './invoice-documents.service.js';
export { invoiceNumber } from './invoice-number.js';
export { invoicePosition, toInvoiceView, type InvoiceView } from './invoices.schemas.js';
export { InvoicesService } from './invoices.service.js';
export { PaymentFailures, type FailureFilter } from './payment-failures.service.js';
export { httpStatusOf, toPaymentView, toRefundView, type PaymentView } from './payment-view.js';
export { paymentPosition } from './payments.schemas.js';
export { PaymentsService } from './payments.service.js';
export { hasReceipt } from './receipt-document.js';
export { toBalanceView, toEntryView as toLedgerEntryView } from './prepaid-view.js';
export {
  autoRechargeWish,
  ledgerPosition,
  type AutoRechargeWish,
  type BalanceView,
  type LedgerEntryView,
} from './prepaid.schemas.js';
export { PrepaidService } from './prepaid.service.js';
export { Refunding } from './refunding.service.js';
export { reportPeriod, type PeriodWish, type ReportPeriod } from './report-period.js';
export { Renewals } from './renewals.service.js';
export { WriteOffs } from './write-offs.service.js';
