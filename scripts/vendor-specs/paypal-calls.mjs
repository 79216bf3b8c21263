/** Every call that our PayPal client makes, recorded while all methods of the port run against the stand-in. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const KEYS = { clientId: 'recorded-client', clientSecret: 'recorded-secret' };
const CARD = { number: '4111111111111111', expiry: '2035-12', security_code: '123', name: 'Nora Haddad' };
const AMOUNT = { amount: 1250, currency: 'GBP' };

/** A path of the descriptions that these calls belong to. */
export const describedBy = '/v2/checkout/orders';

/** Runs the port and answers what was sent and received, in order. */
export async function record(dist) {
  const load = (path) => import(pathToFileURL(join(dist, 'src', path)).href);
  const { startPaypalStandIn } = await load('sandbox/paypal/index.js');
  const { PayPalGateway } = await load('modules/vendors/paypal.gateway.js');
  const { Clock } = await load('common/clock/clock.js');
  const { uuidv7 } = await load('common/database/ids.js');
  const standIn = await startPaypalStandIn({ ...KEYS, webhookId: 'WH-RECORDED' });
  const calls = [];
  const gateway = new PayPalGateway({
    ...KEYS,
    mode: 'sandbox',
    webhookId: 'WH-RECORDED',
    apiBase: standIn.url,
    jsUrl: `${standIn.url}/sdk/js`,
    brandName: 'OmniCRM',
    concurrency: 5,
    clock: new Clock(),
    fetch: recording(calls),
  });
  try {
    await usePort({ gateway, standIn, uuidv7 });
  } finally {
    await standIn.close();
  }
  return calls;
}

function recording(calls) {
  return async (url, init) => {
    const answer = await fetch(url, init);
    const text = await answer.clone().text();
    const { pathname, searchParams } = new URL(url);
    calls.push({
      method: init?.method ?? 'GET',
      path: pathname,
      query: new Map(searchParams),
      headers: new Map(init?.headers ?? []),
      body: typeof init?.body === 'string' && init.body.startsWith('{') ? JSON.parse(init.body) : null,
      status: answer.status,
      answer: text.startsWith('{') ? JSON.parse(text) : null,
    });
    return answer;
  };
}

async function usePort({ gateway, standIn, uuidv7 }) {
  const customer = { customerId: uuidv7(), vendorCustomerId: null, name: 'Nora', email: null };
  await gateway.check();
  const save = async (paymentType, owner, locale) => {
    const setupId = uuidv7();
    const begun = await gateway.beginSetup({
      setupId,
      customer: owner,
      paymentType,
      locale,
      returnUrl: `https://crm.example/returns/paypal/${setupId}`,
      idempotencyKey: `setup-${setupId}`,
    });
    const ref = { setupId, vendorSetupId: begun.vendorSetupId, vendorCustomerId: null };
    await gateway.clientForSetup(ref);
    if (paymentType === 'card') standIn.control.typeCard(begun.vendorSetupId, CARD);
    else standIn.control.approveSetup(begun.vendorSetupId);
    return (await gateway.readSetup(ref)).method;
  };
  const card = await save('card', customer, 'en');
  const known = { ...customer, vendorCustomerId: card.vendorCustomerId };
  const account = await save('paypal', known, 'ar');
  await gateway.readMethod(card);
  await gateway.listMethods(card.vendorCustomerId);
  const vendorPaymentMethodId = standIn.control.seed([{}])[0].id;
  await gateway.attachMethod({ ...known, vendorPaymentMethodId, idempotencyKey: 'attach-1' });

  const charge = async (method, more) => {
    const paymentId = uuidv7();
    const input = {
      paymentId,
      attemptNo: 1,
      amount: AMOUNT,
      customer: known,
      method,
      idempotencyKey: `charge-${paymentId}-1`,
      ...more,
    };
    const outcome = await gateway.charge(input);
    const query = { paymentId, attemptNo: 1, vendorCustomerId: null };
    await gateway.lookUpCharge({ ...query, vendorChargeId: null });
    if (outcome.vendorChargeId)
      await gateway.lookUpCharge({ ...query, vendorChargeId: outcome.vendorChargeId });
    return outcome;
  };
  const description = 'Subscription, November';
  const paid = await charge(card, { offSession: true, usage: 'recurring', description });
  await charge(card, { offSession: true, usage: 'unscheduled', amount: { amount: 1250, currency: 'JPY' } });
  await charge(card, { offSession: false, usage: 'one_off', returnUrl: 'https://crm.example/returns' });
  await charge(account, { offSession: true, usage: 'recurring' });
  const [waiting] = standIn.control.seed([{ card: { behaviour: { approvedOnly: true } } }]);
  const later = { vendorPaymentMethodId: waiting.id, paymentType: 'card' };
  await charge(later, { offSession: true, usage: 'recurring' });
  await charge(account, { offSession: false, usage: 'one_off', returnUrl: 'https://crm.example/returns' });
  standIn.faults.add({ kind: 'decline', method: 'POST', path: '/v2/checkout/orders', decline: '5120 02' });
  await charge(card, { offSession: true, usage: 'recurring' });

  const refundId = uuidv7();
  const { vendorChargeId } = paid;
  const amount = { amount: 250, currency: 'GBP' };
  const made = await gateway.refund({
    refundId,
    vendorChargeId,
    amount,
    idempotencyKey: `refund-${refundId}`,
  });
  await gateway.lookUpRefund({ refundId, vendorChargeId, vendorRefundId: null });
  await gateway.lookUpRefund({ refundId, vendorChargeId, vendorRefundId: made.vendorRefundId });
  await gateway.lookUpCharge({ vendorChargeId, paymentId: refundId, attemptNo: 1, vendorCustomerId: null });
  await gateway.verify({
    customer: known,
    method: card,
    amount: { amount: 100, currency: 'GBP' },
    idempotencyKey: `verify-${uuidv7()}`,
  });
  await gateway.verify({
    customer: known,
    method: later,
    amount: { amount: 100, currency: 'GBP' },
    idempotencyKey: `verify-${uuidv7()}`,
  });
  await gateway.readDispute(standIn.control.dispute(vendorChargeId).id);
  await checkOut({ gateway, standIn, customer, uuidv7 });
  await gateway.detach(card);
  await gateway.readMethod(card);
}

async function checkOut({ gateway, standIn, customer, uuidv7 }) {
  for (const [paymentType, saveMethod] of [
    ['paypal', true],
    ['card', false],
  ]) {
    const checkoutId = uuidv7();
    const { vendorCheckoutId } = await gateway.beginCheckout({
      checkoutId,
      amount: AMOUNT,
      customer,
      paymentType,
      saveMethod,
      description: 'Order 1001',
      locale: 'ar',
      returnUrl: `https://crm.example/returns/paypal/${checkoutId}`,
      callbackUrl: 'https://crm.example/webhooks/paypal',
      idempotencyKey: `checkout-${checkoutId}`,
    });
    standIn.control.approveOrder(vendorCheckoutId);
    await gateway.readCheckout({ checkoutId, vendorCheckoutId });
    await gateway.readCheckout({ checkoutId, vendorCheckoutId });
  }
}
