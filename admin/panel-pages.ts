import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError, NotFound } from '../src/common/errors/domain-error.js';
import { uuid } from '../src/common/http/http.schemas.js';
import { actorOf, ROLE_SCOPES, type Actor, type Scope } from '../src/common/http/principal.js';
import type { PanelAdmin } from './actions/panel-action.js';
import type * as AdminAppModule from './admin-app.js';
import type { AdminApp, AdminCall } from './admin-app.js';
import type { PanelAssets } from './assets.js';
import { panelDocument } from './document.js';
import { mailHeaders } from './http/security-headers.js';
import type { PanelParts } from './panel-context.js';
import { requireScope } from './permission.js';
import { expiringFilter } from './resources/expiring-filter.js';
import { failureReportFilter } from './resources/failures-filter.js';
import { previewWish } from './resources/preview-wish.js';
import { recoveryFilter } from './resources/recovery-filter.js';
import { ROOT } from './settings.js';
import type { PanelSession } from './staff-sessions.js';

const DOCUMENTS = ['/', '/resources/*'];
const CALLS = {
  resource: '/api/resources/:resourceId/actions/:action',
  record: '/api/resources/:resourceId/records/:recordId/:action',
  dashboard: '/api/dashboard',
} as const satisfies Record<AdminCall['kind'], string>;

let adminApp: Promise<typeof AdminAppModule> | undefined;

/** Begins to load AdminJS, so that it is there by the time somebody has typed a password. */
export function preloadAdminApp(): void {
  // A failure here is told to whoever needs AdminJS next: that request tries again.
  loadAdminApp().then(undefined, () => undefined);
}

function loadAdminApp(): Promise<typeof AdminAppModule> {
  return (adminApp ??= import('./admin-app.js').catch((error: unknown) => {
    adminApp = undefined;
    throw error;
  }));
}

/** The pages behind the sign-in: AdminJS' document and calls, mails in their frame, and the CSV. */
export function registerPages(scope: FastifyInstance, parts: PanelParts, assets: PanelAssets): void {
  const { services, settings, clock } = parts;
  let app: Promise<AdminApp> | undefined;
  const admin = (): Promise<AdminApp> =>
    (app ??= loadAdminApp().then((loaded) => loaded.createAdminApp(services)));

  for (const path of DOCUMENTS) {
    scope.get(path, async (request, reply) => {
      const { locale, nonce } = request.panel;
      const { state, theme } = await (await admin()).state(adminOf(request, null));
      const { mode, businessName, timeZone, lastMethodPolicy, identityMinutes } = settings;
      const today = dayIn(timeZone, clock.now());
      const boot = { mode, businessName, timeZone, locale, today, lastMethodPolicy, identityMinutes };
      return reply
        .type('text/html; charset=utf-8')
        .send(panelDocument({ assets, boot, nonce, state, theme }));
    });
  }

  for (const [kind, url] of Object.entries(CALLS) as [AdminCall['kind'], string][]) {
    scope.route({
      method: kind === 'dashboard' ? 'GET' : ['GET', 'POST'],
      url,
      handler: async (request, reply) => {
        const answer = await (await admin()).call(callOf(kind, request), adminOf(request, actor(request)));
        return reply.type('application/json; charset=utf-8').send(JSON.stringify(answer));
      },
    });
  }

  scope.get<{ Params: { id: string } }>('/mail/:id', async (request, reply) => {
    const message = await services.messages.get(idOf(request.params), actor(request, 'messages:read'));
    // A sandboxed frame has an origin of its own, which this header would have it share with the panel.
    reply.removeHeader('origin-agent-cluster');
    return reply.headers(mailHeaders(settings.secure)).type('text/html; charset=utf-8').send(message.html);
  });

  scope.get('/mail-preview', async (request, reply) => {
    const who = actor(request, 'messages:read');
    const wish = previewWish.safeParse({ ...(request.query as object) });
    if (!wish.success) throw new NotFound('page');
    const { html } = await services.templates.preview(wish.data, who);
    reply.removeHeader('origin-agent-cluster');
    return reply.headers(mailHeaders(settings.secure)).type('text/html; charset=utf-8').send(html);
  });

  scope.get<{ Params: { id: string } }>('/invoices/:id/document', async (request, reply) => {
    actor(request, 'invoices:read');
    const { locale } = request.query as { readonly locale?: unknown };
    const wanted = locale === 'ar' || locale === 'en' ? locale : undefined;
    return reply.send(await services.documents.send(reply, idOf(request.params), wanted));
  });

  // The short address that lists, CSV files and mails to staff name.
  scope.get<{ Params: { id: string } }>('/customers/:id/payment-methods', async (request, reply) =>
    reply.redirect(`${ROOT}/resources/customers/records/${idOf(request.params)}/billing`, 303),
  );

  scope.get('/export/expiring-cards.csv', async (request, reply) => {
    const who = actor(request, 'reminders:read');
    const filter = expiringFilter.safeParse({ ...(request.query as object) });
    if (!filter.success) throw wrongFilter();
    const pieces = services.expiringCards.exportCsv(filter.data, request.panel.locale, who);
    reply.header('content-disposition', `attachment; filename="expiring-cards-${filter.data.range}.csv"`);
    return sendStream(reply, Readable.from(pieces));
  });

  scope.get('/export/payment-failures.csv', async (request, reply) => {
    const who = actor(request, 'payments:read');
    const filter = failureReportFilter.safeParse({ ...(request.query as object) });
    if (!filter.success) throw wrongFilter();
    const pieces = await services.failures.exportCsv(filter.data, request.panel.locale, who);
    const name = `payment-failures-by-${filter.data.group_by}.csv`;
    reply.header('content-disposition', `attachment; filename="${name}"`);
    return sendStream(reply, Readable.from(pieces));
  });

  scope.get('/export/recovery.csv', async (request, reply) => {
    const who = actor(request, 'dunning:read');
    const filter = recoveryFilter.safeParse({ ...(request.query as object) });
    if (!filter.success) throw wrongFilter();
    const pieces = await services.recovery.exportCsv(filter.data, request.panel.locale, who);
    const name = `recovery-by-${filter.data.group_by}.csv`;
    reply.header('content-disposition', `attachment; filename="${name}"`);
    return sendStream(reply, Readable.from(pieces));
  });
}

function idOf({ id }: { readonly id: string }): string {
  if (!uuid.safeParse(id).success) throw new NotFound('page');
  return id;
}

function sendStream(reply: FastifyReply, stream: Readable): FastifyReply {
  return reply.type('text/csv; charset=utf-8').send(stream);
}

function callOf(kind: AdminCall['kind'], request: FastifyRequest): AdminCall {
  return {
    kind,
    params: { ...(request.params as Record<string, string>) },
    query: { ...(request.query as Record<string, unknown>) },
    payload: { ...(request.body as Record<string, unknown> | null | undefined) },
    method: request.method === 'POST' ? 'post' : 'get',
  };
}

/** Who is signed in; throws for nobody. */
export function sessionOf(request: FastifyRequest): PanelSession {
  const { session } = request.panel;
  if (!session)
    throw new DomainError({
      kind: 'unauthenticated',
      code: 'signed_out',
      detail: 'You are signed out. Sign in again.',
    });
  return session;
}

/** Under whom what this request does is done and audited. */
export function actor(request: FastifyRequest, needed?: Scope): Actor {
  const { id: sessionId, staffId: id, name, role } = sessionOf(request);
  const scopes = new Set(ROLE_SCOPES[role]);
  const facts = { ip: request.ip, requestId: request.id };
  const who: Actor = { ...actorOf({ kind: 'staff', id, name, role, scopes }, facts), sessionId };
  if (needed) requireScope(who, needed);
  return who;
}

/** The page itself is told no more of a person than it shows. */
function adminOf(request: FastifyRequest, who: Actor | null): PanelAdmin {
  const { staffId, name, email, role } = sessionOf(request);
  const { locale } = request.panel;
  return {
    id: staffId,
    name,
    email,
    role,
    locale,
    scopes: ROLE_SCOPES[role],
    ...(who ? { actor: who } : {}),
  };
}

function wrongFilter(): DomainError {
  return new DomainError({
    kind: 'invalid',
    code: 'validation_failed',
    detail: 'The filter in the address is not one of this list.',
  });
}

function dayIn(timeZone: string, instant: Date): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(instant);
}
