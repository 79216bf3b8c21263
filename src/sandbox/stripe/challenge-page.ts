import { type Answer, escaped, type Exchange, redirect } from '../kit/index.js';
import { ApiError } from './api-error.js';
import { parseForm } from './form.js';
import { type StripeStandIn } from './stand-in.js';

const PATH = /^\/_pages\/challenge\/((?:seti|pi)_\w+)$/;

interface Intent {
  id: string;
  client_secret: string;
  status: string;
}

/** The bank's page for an authentication by redirect: approve or fail, then back to the merchant. */
export function challengePage(
  standIn: StripeStandIn,
  { method, path, query, body }: Exchange,
): Answer | null {
  const id = PATH.exec(path)?.[1];
  if (id === undefined) return null;
  const intent = standIn.state.find(id) as Intent | undefined;
  const { client_secret: secret, return_url: back, outcome } = parseForm(method === 'POST' ? body : query);
  if (intent === undefined || intent.client_secret !== secret || typeof back !== 'string') {
    return page(404, '<p>This page has expired.</p>');
  }
  if (method !== 'POST') return page(200, question(path, secret, back));
  if (intent.status === 'requires_action') {
    standIn.control.authenticate(id, outcome === 'approve' ? 'approve' : 'fail');
  }
  return redirect(returnAddress(intent, back));
}

function returnAddress(intent: Intent, back: string): string {
  const kind = intent.id.startsWith('seti_') ? 'setup_intent' : 'payment_intent';
  if (!URL.canParse(back)) throw new ApiError(400, 'The return address is no URL.');
  const url = new URL(back);
  url.searchParams.set(kind, intent.id);
  url.searchParams.set(`${kind}_client_secret`, intent.client_secret);
  url.searchParams.set(
    'redirect_status',
    intent.status === 'requires_payment_method' ? 'failed' : intent.status,
  );
  return url.toString();
}

function question(path: string, secret: string, back: string): string {
  const hidden = [
    ['client_secret', secret],
    ['return_url', back],
  ].map(([name = '', value = '']) => `<input type="hidden" name="${name}" value="${escaped(value)}">`);
  return `<h1>Your bank asks</h1><p>Test bank: approve this card?</p>
<form method="post" action="${escaped(path)}">${hidden.join('')}
<button name="outcome" value="approve">Approve</button> <button name="outcome" value="fail">Fail</button></form>`;
}

function page(status: number, body: string): Answer {
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; style-src 'none'",
    },
    body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Test bank</title></head><body>${body}</body></html>`,
  };
}
