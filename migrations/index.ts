import type { MigrationInterface } from 'typeorm';
import { Foundation1763740800000 } from './1763740800000-foundation.js';
import { VendorEvents1763827200000 } from './1763827200000-vendor-events.js';
import { VendorImports1763830800000 } from './1763830800000-vendor-imports.js';
import { OutboundWebhooks1763834400000 } from './1763834400000-outbound-webhooks.js';
import { Billing1763838000000 } from './1763838000000-billing.js';
import { Renewals1763841600000 } from './1763841600000-renewals.js';
import { Prepaid1763845200000 } from './1763845200000-prepaid.js';
import { Checkouts1763848800000 } from './1763848800000-checkouts.js';
import { FailureReport1763856000000 } from './1763856000000-failure-report.js';
import { Dunning1763859600000 } from './1763859600000-dunning.js';
import { MailEvents1763863200000 } from './1763863200000-mail-events.js';
import { RecoveryReport1763866800000 } from './1763866800000-recovery-report.js';
import { CareSessions1763870400000 } from './1763870400000-care-sessions.js';
import { MessageDays1763874000000 } from './1763874000000-message-days.js';
import { MessagesByType1763877600000 } from './1763877600000-messages-by-type.js';
import { PanelDunning1763884800000 } from './1763884800000-panel-dunning.js';
import { Lookups1763888400000 } from './1763888400000-lookups.js';
import { TestMails1763892000000 } from './1763892000000-test-mails.js';
import { EventsUnreadIndex1763895600000 } from './1763895600000-events-unread-index.js';
import { JobsAndLinks1763902800000 } from './1763902800000-jobs-and-links.js';
import { RefusedAttempts1763906400000 } from './1763906400000-refused-attempts.js';
import { ApiKeyExpiry1763910000000 } from './1763910000000-api-key-expiry.js';
import { OwnPasswords1763920000000 } from './1763920000000-own-passwords.js';

/** Every migration in order; one that has landed is never edited. */
export const migrations: (new () => MigrationInterface)[] = [
  Foundation1763740800000,
  VendorEvents1763827200000,
  VendorImports1763830800000,
  OutboundWebhooks1763834400000,
  Billing1763838000000,
  Renewals1763841600000,
  Prepaid1763845200000,
  Checkouts1763848800000,
  FailureReport1763856000000,
  Dunning1763859600000,
  MailEvents1763863200000,
  RecoveryReport1763866800000,
  CareSessions1763870400000,
  MessageDays1763874000000,
  MessagesByType1763877600000,
  PanelDunning1763884800000,
  Lookups1763888400000,
  TestMails1763892000000,
  EventsUnreadIndex1763895600000,
  JobsAndLinks1763902800000,
  RefusedAttempts1763906400000,
  ApiKeyExpiry1763910000000,
  OwnPasswords1763920000000,
];
