import type { Role } from '../../src/common/http/principal.js';
import type { Answer, TestApp } from './app.js';
import { addStaff, PASSWORD } from './panel-story.js';

export const ROLES = ['admin', 'support', 'viewer'] as const;

let keys = 0;

/** The calls that the panel's pages make, by somebody of each role. */
export class PanelApi {
  private constructor(
    private readonly app: TestApp,
    private readonly cookies: ReadonlyMap<Role, string>,
  ) {}

  static async open(app: TestApp): Promise<PanelApi> {
    const cookies = new Map<Role, string>();
    for (const role of ROLES) cookies.set(role, await signedIn(app, await addStaff(app, role)));
    return new PanelApi(app, cookies);
  }

  /** A key as a dialog makes one. */
  static key(): string {
    keys += 1;
    return keys.toString(16).padStart(32, '0');
  }

  get(path: string, role: Role = 'support'): Promise<Answer> {
    return this.call('GET', path, undefined, role);
  }

  post(path: string, body: object, role: Role = 'support'): Promise<Answer> {
    return this.call('POST', path, body, role);
  }

  /** `resource/action?…`. */
  call(method: 'GET' | 'POST', path: string, body: object | undefined, role: Role): Promise<Answer> {
    const [resource = '', action = ''] = path.split(/\/(.*)/s);
    return this.app.call(method, `/admin/api/resources/${resource}/actions/${action}`, {
      key: null,
      ...(body ? { body } : {}),
      headers: { cookie: this.cookie(role), 'sec-fetch-site': 'same-origin' },
    });
  }

  cookie(role: Role): string {
    return this.cookies.get(role) ?? '';
  }
}

async function signedIn(app: TestApp, email: string): Promise<string> {
  const answer = await fetch(`${app.url}/admin/login`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams({ email, password: PASSWORD }),
  });
  return answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
}
