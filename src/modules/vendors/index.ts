export type * from './vendor-gateway.js';
export * from './vendor-vocabulary.js';
export * from './vendors.errors.js';
