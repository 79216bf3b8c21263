import type { INestApplicationContext } from '@nestjs/common';
import { assetsDir } from '../src/common/assets-dir.js';
import { Clock } from '../src/common/clock/clock.js';
import { CONFIG, type Config } from '../src/common/config/config.js';
import { vendorSources } from '../src/common/http/vendor-sources.js';
import { InvoiceDocuments } from '../src/modules/billing/index.js';
import type { PanelParts } from './panel-context.js';
import { PanelApiKeys } from './services/panel-api-keys.service.js';
import { PanelAudit } from './services/panel-audit.service.js';
import { PanelBilling } from './services/panel-billing.service.js';
import { PanelCallTasks } from './services/panel-call-tasks.service.js';
import { PanelCustomers } from './services/panel-customers.service.js';
import { PanelDunning } from './services/panel-dunning.service.js';
import { PanelExpiringCards } from './services/panel-expiring-cards.service.js';
import { PanelFailures } from './services/panel-failures.service.js';
import { PanelMessages } from './services/panel-messages.service.js';
import { PanelOutbound } from './services/panel-outbound.service.js';
import { PanelPaymentMethods } from './services/panel-payment-methods.service.js';
import { PanelPolicies } from './services/panel-policies.service.js';
import { PanelRecovery } from './services/panel-recovery.service.js';
import { PanelPrepaid } from './services/panel-prepaid.service.js';
import { PanelSessions } from './services/panel-sessions.service.js';
import { PanelStaff } from './services/panel-staff.service.js';
import { PanelSuppressions } from './services/panel-suppressions.service.js';
import { PanelSystem } from './services/panel-system.service.js';
import { PanelTemplates } from './services/panel-templates.service.js';
import { PanelWebhookInbox } from './services/panel-webhook-inbox.service.js';
import type { PanelSettings } from './settings.js';

/** The panel's parts out of an app that holds `AdminModule`. */
export function panelParts(app: INestApplicationContext): PanelParts {
  return {
    settings: settingsOf(app.get<Config>(CONFIG)),
    services: {
      customers: app.get(PanelCustomers),
      paymentMethods: app.get(PanelPaymentMethods),
      expiringCards: app.get(PanelExpiringCards),
      billing: app.get(PanelBilling),
      failures: app.get(PanelFailures),
      dunning: app.get(PanelDunning),
      calls: app.get(PanelCallTasks),
      policies: app.get(PanelPolicies),
      recovery: app.get(PanelRecovery),
      outbound: app.get(PanelOutbound),
      prepaid: app.get(PanelPrepaid),
      messages: app.get(PanelMessages),
      suppressions: app.get(PanelSuppressions),
      templates: app.get(PanelTemplates),
      documents: app.get(InvoiceDocuments),
      audit: app.get(PanelAudit),
      vendorEvents: app.get(PanelWebhookInbox),
      staff: app.get(PanelStaff),
      apiKeys: app.get(PanelApiKeys),
      system: app.get(PanelSystem),
    },
    sessions: app.get(PanelSessions),
    clock: app.get(Clock),
  };
}

function settingsOf(config: Config): PanelSettings {
  const { script, frame, connect, image, popups } = vendorSources(config);
  return {
    mode: config.mode,
    businessName: config.business.name,
    timeZone: config.business.timeZone,
    secure: config.http.publicUrl.startsWith('https:'),
    assetsDir,
    vendorHosts: { scripts: script, frames: frame, connects: connect, images: image, popups },
    lastMethodPolicy: config.paymentMethods.lastMethodPolicy,
    identityMinutes: config.identityCheck.minutes,
  };
}
