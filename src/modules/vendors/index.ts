export { customerBucket } from './decline-buckets.js';
export { PaytabsGateway } from './paytabs.gateway.js';
export { PayPalGateway } from './paypal.gateway.js';
export { StripeGateway } from './stripe.gateway.js';
export type * from './vendor-gateway.js';
export * from './vendor-vocabulary.js';
export * from './vendors.errors.js';
export { VendorsModule } from './vendors.module.js';
export { VendorGateways } from './vendors.service.js';
