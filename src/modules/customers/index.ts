export { AccessLinks } from './access-links.service.js';
export { CardListings, type ListedCard } from './card-listings.service.js';
export { CareLinks, type CareLinkGrant } from './care-links.service.js';
export { CustomerMethods, type MethodFacts } from './customer-methods.service.js';
export { CustomerProfiles, type NewCustomer } from './customer-profiles.service.js';
export { CustomerSearch } from './customer-search.service.js';
export * from './customer-vocabulary.js';
export { Customer } from './customer.entity.js';
export { CustomerErased } from './customers.errors.js';
export { toView as toCustomerView, type CustomerView } from './customers.schemas.js';
export { CustomersModule } from './customers.module.js';
export { CustomersService } from './customers.service.js';
export { HandoverCustomers } from './handover-customers.service.js';
export { Holds, type Hold } from './holds.service.js';
export { IdentityCheck } from './identity-check.entity.js';
export { IdentityChecks } from './identity-checks.service.js';
export { MessageResends } from './message-resends.service.js';
export { SecureLinks } from './secure-links.service.js';
export { SubscriptionLifecycle } from './subscription-lifecycle.service.js';
export { toView as toSubscriptionView, type SubscriptionView } from './subscription-view.js';
export {
  FIRST_DUE,
  SubscriptionRenewals,
  type BilledSubscription,
  type DuePosition,
  type DueSubscription,
  type Renewal,
} from './subscription-renewals.service.js';
export { SubscriptionsService } from './subscriptions.service.js';
export { ZONES } from './zones-query.js';
