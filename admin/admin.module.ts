import { Module } from '@nestjs/common';
import { AuditModule } from '../src/modules/audit/index.js';
import { BillingModule } from '../src/modules/billing/index.js';
import { CustomersModule } from '../src/modules/customers/index.js';
import { DunningModule } from '../src/modules/dunning/index.js';
import { NotificationsModule } from '../src/modules/notifications/index.js';
import { PaymentMethodsModule } from '../src/modules/payment-methods/index.js';
import { RemindersModule } from '../src/modules/reminders/index.js';
import { StaffModule } from '../src/modules/staff/index.js';
import { VendorsModule } from '../src/modules/vendors/index.js';
import { WebhooksModule } from '../src/modules/webhooks/index.js';
import { IdentityRule } from './services/identity-rule.service.js';
import { OncePerKey } from './services/once-per-key.service.js';
import { PanelApiKeys } from './services/panel-api-keys.service.js';
import { PanelAudit } from './services/panel-audit.service.js';
import { MoneyServices, PanelBilling } from './services/panel-billing.service.js';
import { PanelCallTasks } from './services/panel-call-tasks.service.js';
import { CustomerHead, CustomerRows, PanelCustomers } from './services/panel-customers.service.js';
import { PanelCases, PanelDunning, PhoneCallNotes } from './services/panel-dunning.service.js';
import { PanelExpiringCards } from './services/panel-expiring-cards.service.js';
import { PanelFailures } from './services/panel-failures.service.js';
import { PanelInvoices } from './services/panel-invoices.service.js';
import { MailFigures } from './services/mail-figures.service.js';
import { PanelMessages } from './services/panel-messages.service.js';
import { PanelOutbound } from './services/panel-outbound.service.js';
import { PanelPaymentMethods } from './services/panel-payment-methods.service.js';
import { PanelPayments } from './services/panel-payments.service.js';
import { PanelPolicies } from './services/panel-policies.service.js';
import { PanelRecovery } from './services/panel-recovery.service.js';
import { PanelPrepaid } from './services/panel-prepaid.service.js';
import { PanelSessions } from './services/panel-sessions.service.js';
import { PanelStaff } from './services/panel-staff.service.js';
import { PanelSuppressions } from './services/panel-suppressions.service.js';
import { PanelSystem } from './services/panel-system.service.js';
import { PanelTemplates } from './services/panel-templates.service.js';
import { PanelWebhookInbox } from './services/panel-webhook-inbox.service.js';
import { SystemCheck } from './services/system-check.service.js';
import { SystemCheckController } from './system-check.controller.js';

/** What the panel asks of the modules. `@adminjs/nestjs` has no part in it: `registerPanel` puts the panel on Fastify. */
@Module({
  imports: [
    AuditModule,
    BillingModule,
    CustomersModule,
    DunningModule,
    NotificationsModule,
    PaymentMethodsModule,
    RemindersModule,
    StaffModule,
    VendorsModule,
    WebhooksModule,
  ],
  controllers: [SystemCheckController],
  providers: [
    CustomerHead,
    CustomerRows,
    IdentityRule,
    MailFigures,
    MoneyServices,
    OncePerKey,
    PanelApiKeys,
    PanelAudit,
    PanelBilling,
    PanelCallTasks,
    PanelCases,
    PanelCustomers,
    PanelDunning,
    PanelExpiringCards,
    PanelFailures,
    PanelInvoices,
    PanelMessages,
    PanelOutbound,
    PanelPaymentMethods,
    PanelPayments,
    PanelPolicies,
    PanelRecovery,
    PanelPrepaid,
    PanelSessions,
    PanelStaff,
    PanelSuppressions,
    PanelSystem,
    PanelTemplates,
    PanelWebhookInbox,
    PhoneCallNotes,
    SystemCheck,
  ],
})
export class AdminModule {}
