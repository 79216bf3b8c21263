export { type RequestFault, type RequestFaultKind } from './request-faults.js';
export { type StripeStandIn, type StripeStandInOptions } from './stand-in.js';
export { startStripeStandIn } from './start.js';
