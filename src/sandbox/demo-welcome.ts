import { dirname } from 'node:path';
import type { Config } from '../common/config/config.js';

/** How to get into this installation of the demo. */
export interface DemoAccess {
  readonly email: string;
  readonly password: string;
  readonly apiKey: string;
}

/** What the demo prints once it is ready: addresses, ways in, and what to try. */
export function demoWelcome(config: Config, access: DemoAccess, mailboxUrl: string | null): string {
  const url = config.http.publicUrl;
  return `
Ready: OmniCRM Payments, sandbox mode. No real vendor is reached and no real mail is sent.

  Panel      ${url}/admin      sign in as ${access.email}, password ${access.password}
  Self-care  ${config.selfCare.baseUrl}       sign in with the e-mail of any customer; the code comes with the mails
  REST API   ${url}/docs       key ${access.apiKey}
  Mails      ${mailboxUrl ?? 'go to the configured Mailjet'}
  Vendors    ${vendorOrigins(config)}
             in the policy of a page of your own with the payment form (docs/embed.md)

Try:
  1. Panel, Expiring cards, "next 30 days", select everything, "Send reminders"; then read the mails and follow a link.
  2. curl -H "Authorization: Bearer ${access.apiKey}" "${url}/v1/expiring-cards?range=30"
  3. curl -X POST -H "Authorization: Bearer ${access.apiKey}" -H "Content-Type: application/json" \\
       -d '{"advance":"P7D"}' ${url}/v1/sandbox/clock      a week passes (it may take half a minute); reminders go by themselves
  4. A customer's page, "Add payment method" (record who is calling first), card 4242 4242 4242 4242; or 4000 0000 0000 9995, which is declined.
     The other tabs are PayPal's fields, a PayPal account and PayTabs' page; each page says what to type.

Ctrl-C stops everything; the data stays in ${dirname(config.database.embedded.dir)}.
`;
}

function vendorOrigins({ vendors: { stripe, paypal, paytabs } }: Config): string {
  return Object.entries({ Stripe: stripe.jsUrl, PayPal: paypal.jsUrl, PayTabs: paytabs.apiBase })
    .flatMap(([name, url]) => (url === null ? [] : [`${name} ${new URL(url).origin}`]))
    .join(', ');
}
