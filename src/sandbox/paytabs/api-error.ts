import { Refusal } from '../kit/index.js';
import { CODES } from './cards.js';

/** A refusal as PayTabs writes it. */
export class ApiError extends Refusal {
  constructor(
    status: number,
    readonly code: number,
    message: string,
  ) {
    super(status, message);
  }

  override body(): object {
    return { code: this.code, message: this.message };
  }
}

/** A body that PayTabs cannot take. */
export function invalid(what: string): ApiError {
  return new ApiError(400, 2, `Invalid request: ${what}`);
}

/** A wrong key, another profile's, or another region's. */
export function unauthorised(): ApiError {
  return new ApiError(401, 1, 'Authentication failed. Check authentication header.');
}

/** What a decline's code is called. */
export function messageOf(code: string): string {
  return CODES[code]?.[1] ?? 'Not authorised';
}
