import { fieldMessageAr } from '../i18n/field-messages.js';
import type { DomainError, ErrorKind, FieldError } from './domain-error.js';

/** An RFC 9457 document as api.md promises it. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly hint?: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
  readonly request_id: string;
  readonly [extra: string]: unknown;
}

const STATUS: Readonly<Record<ErrorKind, number>> = {
  bad_request: 400,
  unauthenticated: 401,
  payment_required: 402,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  unsupported_media_type: 415,
  invalid: 422,
  rate_limited: 429,
  unavailable: 503,
};

const TITLES: Readonly<Record<'en' | 'ar', Readonly<Record<number, string>>>> = {
  en: {
    400: 'Bad request',
    401: 'Not authenticated',
    402: 'Payment declined',
    403: 'Not allowed',
    404: 'Not found',
    409: 'Conflict',
    413: 'Too large',
    415: 'Unsupported media type',
    422: 'Not acceptable as given',
    429: 'Too many requests',
    500: 'Something went wrong here',
    503: 'Not available now',
  },
  ar: {
    400: 'طلب غير صالح',
    401: 'لم تُثبت الهوية',
    402: 'رُفضت عملية الدفع',
    403: 'غير مسموح',
    404: 'غير موجود',
    409: 'تعارض',
    413: 'حجم كبير جدًا',
    415: 'نوع محتوى غير مدعوم',
    422: 'قيم غير مقبولة',
    429: 'طلبات كثيرة جدًا',
    500: 'حدث خطأ لدينا',
    503: 'غير متاح الآن',
  },
};

/** The HTTP status of a kind of error. */
export function statusOf(kind: ErrorKind): number {
  return STATUS[kind];
}

/** The heading of a status in the reader's language. */
export function titleOf(status: number, locale: 'en' | 'ar'): string {
  return TITLES[locale][status] ?? TITLES[locale][status >= 500 ? 500 : 400] ?? '';
}

/** The document for an error that its caller is meant to see. */
export function problemOf(
  error: DomainError,
  locale: 'en' | 'ar',
  requestId: string,
  translated: { detail?: string; hint?: string } = {},
): Problem {
  const status = statusOf(error.kind);
  const hint = translated.hint ?? error.hint;
  return {
    ...error.extra,
    type: `urn:omnicrm:problem:${error.code}`,
    title: titleOf(status, locale),
    status,
    code: error.code,
    detail: translated.detail ?? error.detail,
    ...(hint ? { hint } : {}),
    ...(error.errors ? { errors: error.errors.map((field) => fieldOf(field, locale)) } : {}),
    request_id: requestId,
  };
}

function fieldOf(field: FieldError, locale: 'en' | 'ar'): { path: string; message: string } {
  const { path, message } = field;
  if (locale === 'en') return { path, message };
  return { path, message: field.messageAr ?? fieldMessageAr({ message }) ?? message };
}
