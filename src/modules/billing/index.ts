export { BillingModule } from './billing.module.js';
export type { InvoiceView } from './invoices.schemas.js';
