import { describeGateway } from './gateway-contract.js';
import { paypal } from './paypal-harness.js';

describeGateway(paypal);
