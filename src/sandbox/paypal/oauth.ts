import { type IncomingMessage } from 'node:http';
import { newId, Refusal } from '../kit/index.js';
import { ApiError } from './api-error.js';

const TOKEN_SECONDS = 32_400;

class RefusedClient extends Refusal {
  override body(): object {
    return { error: 'invalid_client', error_description: 'Client Authentication failed' };
  }
}

/** Access tokens by client credentials; they end after nine hours, or when they are withdrawn. */
export class OAuth {
  /** How many tokens were given out. */
  issued = 0;
  private readonly tokens = new Map<string, number>();

  constructor(
    private readonly keys: { readonly clientId: string; readonly clientSecret: string },
    private readonly now: () => number,
  ) {}

  issue(request: IncomingMessage, body: string): object {
    const { clientId, clientSecret } = this.keys;
    const expected = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
    if (request.headers.authorization !== expected) throw new RefusedClient(401, 'invalid_client');
    if (new URLSearchParams(body).get('grant_type') !== 'client_credentials') {
      throw new ApiError(400, 'unsupported_grant_type');
    }
    const token = `A21AA${newId('', 40)}`;
    this.issued += 1;
    this.tokens.set(token, this.now() + TOKEN_SECONDS);
    return {
      scope:
        'https://uri.paypal.com/services/payments/payment https://uri.paypal.com/services/vault/payment-tokens/readwrite',
      access_token: token,
      token_type: 'Bearer',
      app_id: 'APP-80W284485P519543T',
      expires_in: TOKEN_SECONDS,
      nonce: newId('', 20),
    };
  }

  /** Throws for a call without a token that is good now. */
  check({ headers }: IncomingMessage): void {
    const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
    if ((this.tokens.get(token) ?? 0) < this.now()) throw new ApiError(401, 'INVALID_TOKEN');
  }

  /** Withdraws every token before its time. */
  withdraw(): void {
    this.tokens.clear();
  }
}
