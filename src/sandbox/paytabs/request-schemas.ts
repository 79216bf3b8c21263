import { z } from 'zod';

const address = z.string().min(1).nullish();

/** `POST /payment/request` */
export const requestSchema = z.looseObject({
  profile_id: z.coerce.number().int(),
  tran_type: z.enum(['sale', 'auth', 'register', 'refund', 'void', 'release', 'capture']),
  tran_class: z.enum(['ecom', 'recurring', 'moto']),
  cart_id: z.string().min(1).max(64),
  cart_currency: z.string().regex(/^[A-Za-z]{3}$/),
  cart_amount: z.number().positive(),
  cart_description: z.string().min(1).max(128),
  tran_ref: z.string().optional(),
  token: z.string().optional(),
  tokenise: z.coerce.number().int().min(1).max(6).optional(),
  callback: address,
  return: address,
  return_using_get: z.boolean().optional(),
  framed: z.boolean().optional(),
  paypage_lang: z.enum(['en', 'ar']).optional(),
  paypage_ttl: z.number().min(1).optional(),
  customer_details: z
    .looseObject({
      name: z.string().optional(),
      email: z.string().optional(),
      phone: z.string().optional(),
    })
    .optional(),
});
/** What a request says. */
export type PaymentRequest = z.output<typeof requestSchema>;

/** `POST /payment/query`: by exactly one of the two. */
export const querySchema = z
  .looseObject({
    profile_id: z.coerce.number().int(),
    tran_ref: z.string().min(1).optional(),
    cart_id: z.string().min(1).optional(),
  })
  .refine(
    ({ tran_ref, cart_id }) => (tran_ref === undefined) !== (cart_id === undefined),
    'tran_ref or cart_id',
  );

/** `POST /payment/token` and `/payment/token/delete` */
export const tokenSchema = z.looseObject({
  profile_id: z.coerce.number().int(),
  token: z.string().min(1),
});
