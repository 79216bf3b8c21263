import { combineStyles } from '@adminjs/design-system';
import AdminJS, { ApiController, initializeStore, type ActionRequest, type Locale } from 'adminjs';
import { NotFound } from '../src/common/errors/domain-error.js';
import { allowed, type PanelAdmin } from './actions/panel-action.js';
import { adminjsAr } from './locale/adminjs.ar.js';
import { homeSummary } from './pages/home.js';
import type { PanelServices } from './panel-services.js';
import { forbidden } from './permission.js';
import { panelResources } from './resources/panel-resources.js';
import { ROOT } from './settings.js';
import { theme } from './theme.js';

/** A call that a page made through AdminJS' ApiClient. */
export interface AdminCall {
  readonly kind: 'resource' | 'record' | 'dashboard';
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly method: 'get' | 'post';
}

/** AdminJS, loaded and told our resources. */
export interface AdminApp {
  /** What the page's scripts start from. */
  state(admin: PanelAdmin): Promise<{ readonly state: unknown; readonly theme: unknown }>;
  /** Throws `DomainError` for an unknown or forbidden action, and whatever the action throws. */
  call(call: AdminCall, admin: PanelAdmin): Promise<unknown>;
}

const METHODS = {
  resource: 'resourceAction',
  record: 'recordAction',
  dashboard: 'dashboard',
} as const;

/** Sets AdminJS up over the services; nothing is bundled or fetched. */
export function createAdminApp(services: PanelServices): AdminApp {
  const adminjs = new AdminJS({
    rootPath: ROOT,
    loginPath: `${ROOT}/login`,
    logoutPath: `${ROOT}/logout`,
    branding: { companyName: 'OmniCRM Payments', logo: false, withMadeWithLove: false, theme },
    locale: (admin) => locale((admin as PanelAdmin | undefined)?.locale ?? 'en'),
    dashboard: {
      component: 'HomePage',
      handler: (_request, _response, context) => homeSummary(services, context),
    },
    resources: [...panelResources(services)],
  });
  const styles = combineStyles(theme);
  return {
    async state(admin) {
      const store = await initializeStore(adminjs, admin);
      return { state: store.getState(), theme: styles };
    },
    async call(call, admin) {
      refuse(adminjs, call, admin);
      const controller = new ApiController({ admin: adminjs }, admin);
      const request = { params: call.params, query: call.query, payload: call.payload, method: call.method };
      const answer: unknown = await controller[METHODS[call.kind]](request as unknown as ActionRequest, {});
      return answer;
    },
  };
}

/** AdminJS answers a forbidden action with 200 and a notice, and an unknown one with an error: both get their proper problem here. */
function refuse(adminjs: AdminJS, { kind, params }: AdminCall, currentAdmin: PanelAdmin): void {
  if (kind === 'dashboard') {
    if (!allowed('reminders:read')({ currentAdmin })) throw forbidden();
    return;
  }
  const { resourceId, action: name } = params;
  const resource = adminjs.resources.find((candidate) => candidate.id() === resourceId);
  const action = name === undefined ? undefined : resource?.decorate().actions[name];
  if (!action) throw new NotFound('action');
  if (!action.isAccessible(currentAdmin)) throw forbidden();
}

/** Our own components bring their own texts; these are AdminJS' few that can still be seen. */
function locale(language: 'ar' | 'en'): Locale {
  return {
    language,
    availableLanguages: [language],
    localeDetection: false,
    withBackend: false,
    ...(language === 'ar' ? { translations: { ar: adminjsAr } } : {}),
  };
}
