import { Agent, type ClientRequest, request } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';

const TIMEOUT_MS = 10_000;

/** Posts signed events to the endpoint. */
export class WebhookPost {
  private readonly plain = new Agent({ keepAlive: true });
  private readonly secure = new SecureAgent({ keepAlive: true });

  /** Posts one; answers the endpoint's status, or 0 when nobody answered. */
  send(url: string, payload: string, headers: Record<string, string>): Promise<number> {
    return new Promise((resolve) => {
      const sent = this.request(url, {
        'content-type': 'application/json; charset=utf-8',
        'content-length': String(Buffer.byteLength(payload)),
        ...headers,
      });
      sent.setTimeout(TIMEOUT_MS, () => sent.destroy());
      sent.on('error', () => {
        resolve(0);
      });
      sent.on('response', (response) => {
        response.resume();
        response.on('close', () => {
          resolve(response.statusCode ?? 0);
        });
      });
      sent.end(payload);
    });
  }

  close(): void {
    this.plain.destroy();
    this.secure.destroy();
  }

  private request(url: string, headers: Record<string, string>): ClientRequest {
    return url.startsWith('https:')
      ? secureRequest(url, { method: 'POST', headers, agent: this.secure })
      : request(url, { method: 'POST', headers, agent: this.plain });
  }
}
