import type { FastifyReply } from 'fastify';
import type { Actor } from '../src/common/http/principal.js';
import type { BillingPort, FailuresPort } from './panel-billing.js';
import type { MessagesPort, SuppressionsPort, TemplatesPort } from './panel-messages.js';
import type { CallsPort, DunningPort, PoliciesPort } from './panel-dunning.js';
import type { OutboundPort } from './panel-outbound.js';
import type { PrepaidPort } from './panel-prepaid.js';
import type { RecoveryPort } from './panel-recovery.js';
import type { ApiKeysPort, StaffPort } from './panel-staff.js';
import type { SystemPort } from './panel-system.js';
import type { CappedCount, ListPage, ListQuery, ListSource, MoneyView, PanelLocale } from './panel-lists.js';

export type { CappedCount, ListPage, ListQuery, ListSource, MoneyView, PanelLocale } from './panel-lists.js';

/**
 * What the panel needs from the modules. Rows are shaped like the JSON of the REST routes; refusals are thrown as
 * `DomainError` and reach the screen by their code. Nothing here counts or scans a whole table.
 */
export interface PanelServices {
  readonly customers: CustomersPort;
  readonly paymentMethods: PaymentMethodsPort;
  readonly expiringCards: ExpiringCardsPort;
  readonly billing: BillingPort;
  readonly failures: FailuresPort;
  readonly dunning: DunningPort;
  readonly calls: CallsPort;
  readonly policies: PoliciesPort;
  readonly recovery: RecoveryPort;
  readonly outbound: OutboundPort;
  readonly prepaid: PrepaidPort;
  readonly messages: MessagesPort;
  readonly suppressions: SuppressionsPort;
  readonly templates: TemplatesPort;
  readonly documents: DocumentsPort;
  readonly audit: ListSource<AuditRow, AuditFilter>;
  readonly vendorEvents: ListSource<VendorEventRow, VendorEventFilter>;
  readonly staff: StaffPort;
  readonly apiKeys: ApiKeysPort;
  readonly system: SystemPort;
}

export interface DocumentsPort {
  /** Sets the headers of an invoice's page and gives its text, in the customer's language unless told; throws `not_found`. */
  send(reply: FastifyReply, invoiceId: string, locale?: PanelLocale): Promise<string>;
}

export type NoFilter = Readonly<Record<string, never>>;
type CustomerType = 'individual' | 'business';
type VendorName = 'stripe' | 'paypal' | 'paytabs';
type MethodStatus = 'active' | 'invalid' | 'removing' | 'removed';
type SubscriptionState = 'pending_payment_method' | 'active' | 'suspended' | 'terminated' | 'expired';

export interface PaymentMethodView {
  readonly id: string;
  readonly customer_id: string;
  readonly vendor: VendorName;
  readonly vendor_payment_method_id: string;
  readonly payment_type: 'card' | 'paypal';
  readonly brand: string | null;
  readonly last4: string | null;
  readonly exp_month: number | null;
  readonly exp_year: number | null;
  readonly name: string | null;
  readonly nickname: string | null;
  readonly is_default: boolean;
  readonly funding: 'credit' | 'debit' | 'prepaid' | 'unknown';
  readonly status: MethodStatus;
  readonly expired: boolean;
  readonly account_email_masked?: string | null;
  readonly created_at: string;
}

export interface CustomerFilter {
  /** The beginning of the name, e-mail or external id. */
  readonly q?: string;
  readonly type?: CustomerType;
}

interface CustomerView {
  readonly id: string;
  readonly external_id: string | null;
  readonly type: CustomerType;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly locale: PanelLocale;
  readonly time_zone: string;
  readonly currency: string;
  readonly auto_pay: boolean;
  readonly reminders_opt_out: boolean;
  readonly created_at: string;
}

export interface CustomerRow extends CustomerView {
  readonly default_method: PaymentMethodView | null;
}

export interface SubscriptionView {
  readonly id: string;
  readonly service_type: string;
  readonly name: string;
  readonly billing_mode: 'prepaid' | 'postpaid';
  readonly auto_renew: boolean;
  readonly price: MoneyView;
  /** ISO 8601, such as `P1M`. */
  readonly period: string;
  readonly next_invoice_on: string | null;
  readonly requires_payment_method: boolean;
  readonly payment_method_id: string | null;
  readonly state: SubscriptionState;
  readonly suspensions: readonly { readonly reason: string; readonly suspended_at: string }[];
  readonly inventory: readonly {
    readonly kind: 'sim' | 'equipment';
    readonly serial: string;
    readonly description: string | null;
    readonly state: string;
  }[];
}

/** A customer with what the head of every tab shows. */
export interface CustomerDetail extends CustomerView {
  readonly subscriptions: readonly SubscriptionView[];
  /** Why the last usable method may not go; empty when nothing holds it. */
  readonly holds: readonly { readonly kind: string; readonly label: string }[];
  /** The asking staff member's check of this customer while it is valid, else null. */
  readonly identity_check: IdentityCheckView | null;
}

export interface IdentityCheckView {
  readonly method: string;
  readonly checked_at: string;
  readonly valid_until: string;
}

export interface CustomersPort {
  list(query: ListQuery<CustomerFilter>, actor: Actor): Promise<ListPage<CustomerRow>>;
  count?(filter: CustomerFilter, actor: Actor): Promise<CappedCount>;
  get(id: string, actor: Actor): Promise<CustomerDetail>;
  recordIdentityCheck(customerId: string, method: string, actor: Actor): Promise<IdentityCheckView>;
  sendSecureLink(
    customerId: string,
    purpose: 'add_payment_method' | 'pay',
    actor: Actor,
  ): Promise<{ readonly expires_at: string }>;
}

/** A vendor that can take a new method now; the payment form shows a tab for each of its types. */
export interface VendorOffer {
  readonly vendor: VendorName;
  readonly payment_types: readonly ('card' | 'paypal')[];
}

export interface SetupChoice {
  readonly vendor: VendorName;
  readonly payment_type: 'card' | 'paypal';
  /** Of the vendor's pages, which staff read too. */
  readonly locale?: 'ar' | 'en' | undefined;
}

export interface SetupView {
  readonly id: string;
  readonly vendor: VendorName;
  readonly status: 'pending' | 'completed' | 'failed' | 'expired';
  /** What the vendor's form needs; `token` lets the browser finish this one setup. */
  readonly client: Readonly<Record<string, unknown>> & { readonly token: string };
  readonly expires_at: string;
}

export interface PaymentMethodsPort {
  /** Default first, then newest; removed ones are left out. */
  listOf(customerId: string, actor: Actor): Promise<readonly PaymentMethodView[]>;
  offers(actor: Actor): Promise<readonly VendorOffer[]>;
  beginSetup(customerId: string, choice: SetupChoice, actor: Actor): Promise<SetupView>;
  /** Asked again after a lost answer, it gives the same method. */
  completeSetup(
    setupId: string,
    choice: { readonly nickname?: string; readonly make_default?: boolean },
    actor: Actor,
  ): Promise<PaymentMethodView>;
  rename(id: string, nickname: string | null, actor: Actor): Promise<PaymentMethodView>;
  setDefault(id: string, actor: Actor): Promise<PaymentMethodView>;
  /** `pending` is true while the vendor cannot be reached and the method stays `removing`. */
  remove(
    id: string,
    choice: { readonly confirm_last?: boolean; readonly force?: boolean },
    actor: Actor,
  ): Promise<{ readonly pending: boolean }>;
}

type ExpiryRange = '30' | '60' | '90' | 'expired' | 'all';

export interface ExpiringFilter {
  readonly range: ExpiryRange;
  readonly customer_type?: CustomerType;
  readonly service_type?: string;
  readonly vendor?: VendorName;
  readonly default_only?: boolean;
  /** Reminded this many days ago or more, and nothing done since. */
  readonly not_acted_since_days?: number;
}

export interface ExpiringRow {
  readonly customer: Pick<CustomerView, 'id' | 'external_id' | 'name' | 'type' | 'email'>;
  readonly payment_method: PaymentMethodView;
  readonly expires_on: string;
  readonly days_left: number;
  readonly status: 'expiring' | 'expired' | 'valid';
  readonly last_reminder: { readonly stage: number; readonly sent_at: string } | null;
  readonly acted_since: boolean;
}

export interface ReminderBatchView {
  readonly batch_id: string;
  readonly state: 'expanding' | 'sending' | 'done';
  /** With those skipped; null until the filter has been gone through. */
  readonly total: number | null;
  readonly queued: number;
  readonly sent: number;
  readonly skipped: number;
  readonly failed: number;
  readonly done: boolean;
  readonly skips: Readonly<Record<string, number>>;
}

export type ReminderChoice =
  { readonly payment_method_ids: readonly string[] } | { readonly filter: ExpiringFilter };

export interface ExpiringCardsPort {
  list(query: ListQuery<ExpiringFilter>, actor: Actor): Promise<ListPage<ExpiringRow>>;
  count(filter: ExpiringFilter, actor: Actor): Promise<CappedCount>;
  /** Expired defaults of customers with an active or suspended subscription, oldest first, at most `limit`. */
  pinned(limit: number, actor: Actor): Promise<readonly ExpiringRow[]>;
  /** The service types that the filter offers. */
  serviceTypes(actor: Actor): Promise<readonly string[]>;
  sendReminders(
    choice: ReminderChoice,
    actor: Actor,
  ): Promise<{ readonly batch_id: string; readonly total: number | null }>;
  getBatch(id: string, actor: Actor): Promise<ReminderBatchView>;
  /** The whole filter as CSV text in pieces: BOM first, dangerous cells escaped. */
  exportCsv(filter: ExpiringFilter, locale: PanelLocale, actor: Actor): AsyncIterable<string>;
}

export interface AuditFilter {
  readonly actor?: string;
  readonly entity?: string;
  readonly customer_id?: string;
}

export interface AuditRow {
  readonly id: string;
  readonly at: string;
  readonly actor_kind: string;
  readonly actor_name: string;
  readonly action: string;
  readonly entity: { readonly type: string; readonly id: string };
  readonly entity_id: string;
  /** Its name where that is known here, else its id. */
  readonly entity_label: string;
  readonly customer_id: string | null;
  readonly details: Readonly<Record<string, unknown>>;
  readonly ip: string | null;
  readonly request_id: string | null;
}

export interface VendorEventFilter {
  readonly vendor?: VendorName;
  readonly state?: 'pending' | 'applied' | 'ignored' | 'parked';
}

/** An event that a vendor has told; ids alone, since no payload is kept. */
export interface VendorEventRow {
  readonly id: string;
  readonly vendor: VendorName;
  readonly vendor_event_id: string;
  /** The vendor's own word. */
  readonly event_type: string;
  readonly subject: Readonly<Record<string, string | null>>;
  readonly occurred_at: string;
  readonly received_at: string;
  readonly state: 'pending' | 'applied' | 'ignored' | 'parked';
  readonly attempts: number;
  readonly next_attempt_at: string | null;
  readonly last_error: string | null;
  readonly applied_at: string | null;
}
