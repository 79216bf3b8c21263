export { type PaytabsStandIn, type PaytabsStandInOptions } from './stand-in.js';
export { startPaytabsStandIn } from './start.js';
