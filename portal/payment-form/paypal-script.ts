import { loadScript } from '@paypal/paypal-js';
import type { PayPalNamespace } from '@paypal/paypal-js';
import { LoadFailure } from './vendor-form.js';
import type { OpenOptions } from './vendor-form.js';

// A script that a blocker swallows gives neither load nor error in some browsers.
const TIMEOUT_MS = 20_000;

// A shop may have PayPal's script on its page already, under the usual name and with its own account. Each language has a name
// too: the loader takes a script that stands in the page for loaded, whatever came over its name since.
const NAMESPACES = { ar: 'omnicrmPayPalAr', en: 'omnicrmPayPalEn' } as const;

/** What a setup at PayPal gives its form. */
export interface PayPalSetup {
  readonly paypal: PayPalNamespace;
  readonly setupToken: string;
}

/** Loads PayPal's script for the account and the language of a setup. */
export async function loadPayPal({ setup, locale, nonce }: OpenOptions): Promise<PayPalSetup> {
  const { js_url, client_id, setup_token } = setup.client;
  if (!js_url || !client_id || !setup_token) throw new LoadFailure('form_refused');
  const paypal = await inTime(
    loadScript({
      clientId: client_id,
      components: ['buttons', 'card-fields'],
      locale: locale === 'ar' ? 'ar_EG' : 'en_US',
      sdkBaseUrl: js_url,
      dataNamespace: NAMESPACES[locale],
      ...(nonce === '' ? {} : { dataCspNonce: nonce }),
    }),
  );
  if (!paypal) throw new LoadFailure('script_blocked');
  return { paypal, setupToken: setup_token };
}

async function inTime<T>(loading: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error('The script gives no sign.'));
    }, TIMEOUT_MS);
  });
  try {
    return await Promise.race([loading, late]);
  } catch (error) {
    throw new LoadFailure(navigator.onLine ? 'script_blocked' : 'network', error);
  } finally {
    clearTimeout(timer);
  }
}
