import type { ComponentType, ReactNode } from 'react';
import { InvoicePage } from './billing/invoice-page.js';
import { PaymentPage } from './billing/payment-page.js';
import { CustomerPage } from './customer/customer-page.js';
import { CallTasks } from './dunning/call-tasks.js';
import { DunningCasePage } from './dunning/case-page.js';
import { DunningCases } from './dunning/dunning-cases.js';
import { ExpiringCards } from './expiring/expiring-cards.js';
import { PaymentFailures } from './failures/payment-failures.js';
import { HomePage } from './home/home-page.js';
import { KeysetList } from './list/keyset-list.js';
import { RecordPage } from './list/record-page.js';
import { MailTemplates } from './messages/mail-templates.js';
import { MessagePage } from './messages/message-page.js';
import { MessagesPage } from './messages/messages-page.js';
import { Suppressions } from './messages/suppressions.js';
import { PolicyEditor } from './policies/policy-editor.js';
import { PolicyList } from './policies/policy-list.js';
import { PolicyPage } from './policies/policy-page.js';
import { Recovery } from './recovery/recovery.js';
import { adminjs } from './shell/components.js';
import { NoticeBox } from './shell/notices.js';
import { RecordActionRoute, ResourceRoute } from './shell/routes.js';
import { Sidebar } from './shell/sidebar.js';
import { TopBar } from './shell/top-bar.js';
import { ApiKeys } from './staff/api-keys.js';
import { Staff } from './staff/staff.js';
import { SystemCheck } from './system/system-check.js';
import { VendorEventPage } from './webhooks/vendor-event-page.js';
import { WebhookDeliveries } from './webhooks/webhook-deliveries.js';
import { WebhookEndpoints } from './webhooks/webhook-endpoints.js';

declare const createRoot: (element: Element) => { render(node: ReactNode): void };

// Names on the left are what AdminJS looks for, or what the server's resources say in `component`.
adminjs().UserComponents = {
  NoticeBox,
  RecordActionRoute,
  ResourceRoute,
  Sidebar,
  TopBar,
  ApiKeys,
  CallTasks,
  CustomerPage,
  DunningCasePage,
  DunningCases,
  ExpiringCards,
  HomePage,
  InvoicePage,
  KeysetList,
  MailTemplates,
  MessagePage,
  MessagesPage,
  PaymentFailures,
  PaymentPage,
  PolicyEditor,
  PolicyList,
  PolicyPage,
  RecordPage,
  Recovery,
  Staff,
  SystemCheck,
  VendorEventPage,
  WebhookDeliveries,
  WebhookEndpoints,
  Suppressions,
} as Record<string, ComponentType<never>>;

const place = document.getElementById('app');
if (place) createRoot(place).render(adminjs().Application as ReactNode);
