/**
 * What the vendors' stand-ins stand on. A stand-in is:
 *
 * 1. a store: `class Store extends RecordStore { readonly tokens = this.collection<Token, 'customer'>('token', …) }`;
 *    with a `StateFile(path, store)`, opened first, it survives a kill -9;
 * 2. `new Webhooks({ target, sign, realTime, taken })`: `sign(letter)` gives the headers (and another body where the moment
 *    stands in it); an event with a `url` of its own goes there. Repeats, reordering, silence, stale and wrong signatures
 *    are the kit's;
 * 3. `new Outbox(store, webhooks)`: `note(cause, { id, type, created, url? }, payload)` when something happens,
 *    `release(cause)` once the call is answered;
 * 4. `new CallDesk(rules)`: `rules.admit(exchange, requestId, fault)` checks keys, finds the endpoint and answers a
 *    `PlannedCall` whose `perform()` gives `{ status, body, headers? }`; it passes its answer through `falsified(fault, …)`
 *    and refuses by `fault.decline` where the fault is a decline. Time-outs, resets, 500s, 429, HTML, cut and slow bodies are
 *    the kit's;
 * 5. `openStandIn({ store, webhooks, outbox, desk, commands: { ...standingCommands(declineSchema), … }, isCall, page, extend })`:
 *    the server, with `/_control/…` refused to browsers, `page()` for `assetAnswer(name, dir)` and `htmlPage(…)`.
 *
 * Idempotency keys: `KeptAnswers`; ids: `newId`; errors: subclasses of `Refusal`. Stripe's start.ts and api.ts are the example.
 */
export { type Answer } from './answers.js';
export { assetAnswer } from './assets.js';
export {
  CallDesk,
  type CallResult,
  type CallRules,
  type PlannedCall,
  type RequestEntry,
} from './call-desk.js';
export { type Page as RecordPage, type PageRequest } from './collection.js';
export { type Commands, parsed, parsedJson, standingCommands } from './commands.js';
export { newId } from './ids.js';
export { type Claim, KeptAnswers } from './kept-answers.js';
export { openStandIn } from './open-stand-in.js';
export { type EventCause, Outbox } from './outbox.js';
export { escaped, htmlPage, pageLanguage, redirect } from './page.js';
export { type KeptAnswer, RecordStore } from './records.js';
export { Refusal } from './refusal.js';
export { falsified, type MoneyPlaces, type RequestFault, type RequestFaultKind } from './request-faults.js';
export { type Exchange, jsonAnswer } from './server.js';
export { type StandIn } from './stand-in.js';
export { StateFile } from './state-file.js';
export { type Letter, type SignedLetter, Webhooks } from './webhooks.js';
