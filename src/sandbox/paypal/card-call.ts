import { z } from 'zod';
import { type Answer, type Exchange, jsonAnswer, Refusal } from '../kit/index.js';
import { ApiError } from './api-error.js';
import { type Control } from './control.js';

const PATH = /^\/sdk\/setup-tokens\/([\w-]{1,36})\/card$/;

const cardSchema = z.object({
  name: z.string().max(300).nullish(),
  number: z.string().regex(/^\d{13,19}$/),
  expiry: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/),
  security_code: z.string().regex(/^\d{3,4}$/),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .nullish(),
});

/** The card fields' own call: what was typed goes to a setup; null for another path. */
export function cardCall(control: Control, { method, path, body }: Exchange): Answer | null {
  const id = PATH.exec(path)?.[1];
  if (id === undefined || method !== 'POST') return null;
  const card = cardSchema.safeParse(JSON.parse(body || '{}'));
  if (!card.success) return jsonAnswer(422, { issue: 'CARD_NUMBER_REQUIRED' });
  try {
    control.typeCard(id, card.data);
    return jsonAnswer(200, { status: 'APPROVED' });
  } catch (error) {
    if (error instanceof ApiError) return jsonAnswer(error.status, { issue: error.issue });
    if (error instanceof Refusal) return jsonAnswer(error.status, { issue: error.message });
    throw error;
  }
}
