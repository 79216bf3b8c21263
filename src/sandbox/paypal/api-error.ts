import { newId, Refusal } from '../kit/index.js';

const NAMES: Readonly<Record<number, readonly [string, string]>> = {
  400: ['INVALID_REQUEST', 'Request is not well-formed, syntactically incorrect, or violates schema.'],
  401: ['AUTHENTICATION_FAILURE', 'Authentication failed due to missing or invalid credentials.'],
  403: ['NOT_AUTHORIZED', 'Authorization failed due to insufficient permissions.'],
  404: ['RESOURCE_NOT_FOUND', 'The specified resource does not exist.'],
  409: ['RESOURCE_CONFLICT', 'The server has detected a conflict while processing this request.'],
  422: [
    'UNPROCESSABLE_ENTITY',
    'The requested action could not be performed, semantically incorrect, or failed business validation.',
  ],
  429: ['RATE_LIMIT_REACHED', 'Too many requests. Blocked due to rate limiting.'],
};

/** An error as PayPal answers it: a name by the status, and the issue that says what is wrong. */
export class ApiError extends Refusal {
  constructor(
    status: number,
    readonly issue: string,
    readonly field?: string,
  ) {
    super(status, issue);
  }

  override body(): object {
    const [name, message] = NAMES[this.status] ?? [
      'INTERNAL_SERVER_ERROR',
      'An internal server error has occurred.',
    ];
    return {
      name,
      message,
      debug_id: newId('', 13).toLowerCase(),
      details: [{ issue: this.issue, description: message, ...(this.field ? { field: this.field } : {}) }],
      links: [],
    };
  }
}

/** Something that PayPal does not have. */
export function missing(): ApiError {
  return new ApiError(404, 'INVALID_RESOURCE_ID');
}

/** Something that PayPal understands and does not do. */
export function refused(issue: string, field?: string): ApiError {
  return new ApiError(422, issue, field);
}
