export { startPaypalStandIn } from './start.js';
export { type PaypalStandIn, type PaypalStandInOptions, type RequestFault } from './stand-in.js';
