import type { SetupClient } from '../vendors/index.js';
import { customerBucket } from '../vendors/index.js';
import type { PaymentMethodSetup } from './payment-method-setup.entity.js';
import type { PaymentMethodView, SetupView } from './payment-methods.schemas.js';

/** The setup as callers see it; `client` holds secrets and goes to the browser that finishes it. */
export function toSetupView(
  setup: PaymentMethodSetup,
  extra: { readonly client?: SetupClient & { readonly token: string }; readonly method?: PaymentMethodView },
): SetupView {
  return {
    id: setup.id,
    vendor: setup.vendor,
    payment_type: setup.paymentType,
    status: setup.state,
    ...(extra.client ? { client: clientView(extra.client) } : {}),
    expires_at: setup.expiresAt.toISOString(),
    ...(setup.failure
      ? { failure: { bucket: customerBucket(setup.failure.bucket), hint: setup.failure.hint } }
      : {}),
    ...(extra.method ? { payment_method: extra.method } : {}),
  };
}

function clientView(client: SetupClient & { readonly token: string }): NonNullable<SetupView['client']> {
  return {
    token: client.token,
    ...(client.clientSecret ? { client_secret: client.clientSecret } : {}),
    ...(client.publishableKey ? { publishable_key: client.publishableKey } : {}),
    ...(client.jsUrl ? { js_url: client.jsUrl } : {}),
    ...(client.redirectUrl ? { redirect_url: client.redirectUrl } : {}),
    ...(client.setupToken ? { setup_token: client.setupToken } : {}),
    ...(client.clientId ? { client_id: client.clientId } : {}),
  };
}
