export { AccessLinks, type LinkWish } from './access-links.service.js';
export { CardListings, type ListedCard } from './card-listings.service.js';
export { CareLinks, type CareLinkGrant, type CareLinkRefusal } from './care-links.service.js';
export { CustomerErasure } from './customer-erasure.service.js';
export { CustomerMethods, type MethodFacts } from './customer-methods.service.js';
export { CustomerProfiles, type CustomerFields, type NewCustomer } from './customer-profiles.service.js';
export { CustomerSearch, type CustomerFilter } from './customer-search.service.js';
export * from './customer-vocabulary.js';
export { Customer } from './customer.entity.js';
export { ExternalIdTaken } from './customers.errors.js';
export { toView as toCustomerView, type CustomerView } from './customers.schemas.js';
export { CustomersModule } from './customers.module.js';
export { CustomersService } from './customers.service.js';
export { HandoverCustomers, type HandoverCustomer } from './handover-customers.service.js';
export { Holds, type Hold } from './holds.service.js';
export { IdentityCheck } from './identity-check.entity.js';
export { IdentityChecks } from './identity-checks.service.js';
export { searchName } from './search-name.js';
export { SecureLinks, type WorkingLink } from './secure-links.service.js';
export { SubscriptionLifecycle, type SuspensionWish } from './subscription-lifecycle.service.js';
export {
  canBecome,
  isLive,
  LIVE_STATES,
  SUBSCRIPTION_STATES,
  SUSPENSION_REASONS,
  type SubscriptionState,
  type SuspensionReason,
} from './subscription-states.js';
export {
  toView as toSubscriptionView,
  type SubscriptionDetail,
  type SubscriptionView,
} from './subscription-view.js';
export { Subscription } from './subscription.entity.js';
export {
  SubscriptionsService,
  type NewSubscription,
  type SubscriptionChanges,
} from './subscriptions.service.js';
