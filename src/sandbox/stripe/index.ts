export { type RequestFaultKind } from '../kit/index.js';
export { type RequestFault, type StripeStandIn, type StripeStandInOptions } from './stand-in.js';
export { startStripeStandIn } from './start.js';
