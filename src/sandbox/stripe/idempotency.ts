import { type Claim, KeptAnswers, type KeptAnswer } from '../kit/index.js';
import { ApiError } from './api-error.js';
import { canonicalForm } from './form.js';
import { type Store } from './store.js';

const KEPT_SECONDS = 24 * 3_600;
const LONGEST = 255;

/** What a key says about a call: go ahead, or here is the first answer again. */
export type Admission = { claim: Claim; kept: null } | { claim: null; kept: KeptAnswer };

/** Stripe's idempotency keys: the first answer, errors of the server included, is given again for 24 hours. */
export function keptAnswers(store: Store, secretKey: string, now: () => number): KeptAnswers {
  return new KeptAnswers({
    store,
    secret: secretKey,
    now,
    keptSeconds: KEPT_SECONDS,
    canonical: canonicalForm,
  });
}

/** Admits a call by its key, refusing in Stripe's words. */
export function admitByKey(keys: KeptAnswers, key: string, endpoint: string, body: string): Admission {
  if (key.length > LONGEST) {
    throw new ApiError(400, 'Idempotency keys cannot be longer than 255 characters.', {}, { kept: false });
  }
  const admission = keys.admit(key, endpoint, body);
  switch (admission.is) {
    case 'new':
      return { claim: admission.claim, kept: null };
    case 'kept':
      return { claim: null, kept: admission.kept };
    case 'under_way':
      throw inUse(key);
    case 'other_endpoint':
      throw otherRequest(key, `endpoint (${admission.kept.endpoint})`);
    case 'other_parameters':
      throw otherRequest(key, 'parameters');
  }
}

function inUse(key: string): ApiError {
  return new ApiError(
    409,
    `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`,
    { type: 'idempotency_error', code: 'idempotency_key_in_use' },
    { kept: false },
  );
}

function otherRequest(key: string, what: string): ApiError {
  return new ApiError(
    400,
    `Keys for idempotent requests can only be used with the same ${what} they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
    { type: 'idempotency_error' },
    { kept: false },
  );
}
