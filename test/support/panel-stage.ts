import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { PanelServices } from '../../admin/panel-services.js';
import { registerPanel } from '../../admin/panel.js';
import type { PanelSession, StaffSessions } from '../../admin/staff-sessions.js';
import { Clock } from '../../src/common/clock/clock.js';
import { DomainError } from '../../src/common/errors/domain-error.js';

const ASSETS = [
  ...['global', 'design-system', 'app', 'components'].map((name) => `${name}.bundle.js`),
  ...['panel.css', 'sign-in.css', 'favicon.svg', 'mark.svg', 'mark-light.svg', 'ring.svg'],
];
const FONTS = ['arabic-400', 'arabic-600', 'latin-400', 'latin-600'];

/** Asset manifests without assets: enough for pages that nobody draws. */
export async function emptyAssets(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'panel-assets-'));
  const write = async (step: string, names: readonly string[]): Promise<void> => {
    await mkdir(join(dir, step));
    await writeFile(
      join(dir, step, 'manifest.json'),
      JSON.stringify(Object.fromEntries(names.map((name) => [name, name]))),
    );
  };
  await write('panel', ASSETS);
  await write('fonts', FONTS);
  await writeFile(join(dir, 'panel', 'panel.0123456789.css'), 'body{}');
  return dir;
}

/** Sessions whose token is the role; the password is `right`. */
export const roleSessions: StaffSessions = {
  signIn: (email, password) => {
    if (password === 'right') return Promise.resolve({ token: email.split('@')[0] ?? '' });
    const [kind, code] =
      password === 'locked'
        ? (['rate_limited', 'sign_in_locked'] as const)
        : (['unauthenticated', 'sign_in_refused'] as const);
    return Promise.reject(new DomainError({ kind, code, detail: 'No.', retryAfterSeconds: 600 }));
  },
  find: (token) => Promise.resolve(ROLES[token] ?? null),
  signOut: () => Promise.resolve(),
  changePassword: (_token, { present }) =>
    present === 'right'
      ? Promise.resolve()
      : Promise.reject(new DomainError({ kind: 'forbidden', code: 'wrong_password', detail: 'No.' })),
  chooseLocale: () => Promise.resolve(),
};

const person = (role: PanelSession['role'], name: string): PanelSession => ({
  id: 'a'.repeat(24),
  staffId: `staff-${role}`,
  name,
  email: `${role}@example.com`,
  role,
  locale: 'en',
  passwordChangeRequired: false,
});

const ROLES: Readonly<Record<string, PanelSession>> = {
  admin: person('admin', '</script><b>Nadia</b>'),
  support: person('support', 'Sam'),
  viewer: person('viewer', 'Vera'),
  invited: { ...person('viewer', 'Ivan'), passwordChangeRequired: true },
};

/** The panel alone on a server that does not listen. */
export async function panelStage(
  services: PanelServices,
  options: { secure?: boolean; onRoute?: (route: { method: string | string[]; url: string }) => void } = {},
): Promise<FastifyInstance> {
  const server = new FastifyAdapter().getInstance<FastifyInstance>();
  if (options.onRoute) server.addHook('onRoute', options.onRoute);
  await registerPanel(server, {
    services,
    sessions: roleSessions,
    clock: new Clock(),
    settings: {
      mode: 'test',
      businessName: 'Meridian',
      timeZone: 'Asia/Riyadh',
      secure: options.secure ?? false,
      assetsDir: await emptyAssets(),
      vendorHosts: {
        scripts: ['https://js.stripe.com'],
        frames: ['https://js.stripe.com'],
        connects: ['https://api.stripe.com'],
        images: [],
        popups: false,
      },
      lastMethodPolicy: 'block_if_required',
      identityMinutes: 15,
    },
  });
  await server.ready();
  return server;
}
