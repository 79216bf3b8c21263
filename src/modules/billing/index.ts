export { BillingChanges } from './billing-changes.service.js';
export { BillingModule } from './billing.module.js';
export type { PaymentState } from './billing-vocabulary.js';
export type { InvoiceView } from './invoices.schemas.js';
export type { PaymentView } from './payment-view.js';
