export {
  ChargeableMethods,
  type ChargeableMethod,
  type ChargedMethod,
  type StandingMethod,
} from './chargeable-methods.service.js';
export { decideDeletion } from './deletion-rule.js';
export { HandoverImport, type HandoverRecord, type ImportResult } from './handover-import.service.js';
export { HANDOVER_COLUMNS } from './handover-row.schemas.js';
export { MethodAddition } from './method-addition.service.js';
export { MethodCharges } from './method-charges.service.js';
export { MethodRemoval } from './method-removal.service.js';
export { PaidMethods } from './paid-methods.service.js';
export { toMethodView, type ViewedMethod } from './method-view.js';
export { PaymentMethodsModule } from './payment-methods.module.js';
export { declineAdvice } from './payment-methods.errors.js';
export { PAYMENT_TYPES, VENDORS } from '../vendors/index.js';
export {
  changeMethod,
  paymentMethodView,
  type PaymentMethodView,
  type SetupView,
} from './payment-methods.schemas.js';
export { PaymentMethodsService } from './payment-methods.service.js';
export { SetupSettlement } from './setup-settlement.service.js';
export { SetupsService } from './setups.service.js';
export { toSetupView } from './setup-view.js';
export type { ListedMethodRow } from './method-queries.js';
export { VendorImport, type VendorImportResult } from './vendor-import.service.js';
export { VendorChanges, type ChangeEffect } from './vendor-changes.service.js';
export { keyOfTry, VendorCustomers, vendorRef } from './vendor-customers.service.js';
