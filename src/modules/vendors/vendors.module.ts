import { Module } from '@nestjs/common';
import { Clock } from '../../common/clock/clock.js';
import { CONFIG, type Config } from '../../common/config/config.js';
import { PayPalGateway } from './paypal.gateway.js';
import { PaytabsGateway } from './paytabs.gateway.js';
import { StripeGateway } from './stripe.gateway.js';
import type { VendorGateway } from './vendor-gateway.js';
import type { Vendor } from './vendor-vocabulary.js';
import { VendorGateways } from './vendors.service.js';

@Module({
  providers: [
    {
      provide: VendorGateways,
      inject: [CONFIG, Clock],
      useFactory: (config: Config, clock: Clock) => new VendorGateways(gatewaysOf(config, clock)),
    },
  ],
  exports: [VendorGateways],
})
export class VendorsModule {}

function gatewaysOf({ mode, http, business, vendors }: Config, clock: Clock): Map<Vendor, VendorGateway> {
  const gateways = new Map<Vendor, VendorGateway>();
  const { secretKey, ...stripe } = vendors.stripe;
  if (secretKey) gateways.set('stripe', new StripeGateway({ ...stripe, mode, secretKey, clock }));
  const { clientId, clientSecret, ...paypal } = vendors.paypal;
  if (clientId && clientSecret) {
    const brandName = business.name;
    gateways.set('paypal', new PayPalGateway({ ...paypal, mode, clientId, clientSecret, brandName, clock }));
  }
  const { profileId, serverKey, ...paytabs } = vendors.paytabs;
  if (profileId && serverKey) {
    const { publicUrl } = http;
    gateways.set('paytabs', new PaytabsGateway({ ...paytabs, mode, profileId, serverKey, publicUrl, clock }));
  }
  return gateways;
}
