import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../audit/index.js';
import { EventsModule } from '../events/index.js';
import { NotificationsModule } from '../notifications/index.js';
import { AccessLink } from './access-link.entity.js';
import { AccessLinks } from './access-links.service.js';
import { CardListings } from './card-listings.service.js';
import { CareLinks } from './care-links.service.js';
import { CustomerErasure, ErasureParts } from './customer-erasure.service.js';
import { CustomerJournal } from './customer-journal.service.js';
import { CustomerLock } from './customer-lock.service.js';
import { CustomerMethods } from './customer-methods.service.js';
import { CustomerProfiles } from './customer-profiles.service.js';
import { CustomerSearch } from './customer-search.service.js';
import { Customer } from './customer.entity.js';
import { CustomersController } from './customers.controller.js';
import { CustomersService } from './customers.service.js';
import { HandoverCustomers } from './handover-customers.service.js';
import { Holds } from './holds.service.js';
import { IdentityCheck } from './identity-check.entity.js';
import { IdentityChecks } from './identity-checks.service.js';
import { InventoryItem } from './inventory-item.entity.js';
import { MessageResendsController } from './message-resends.controller.js';
import { MessageResends } from './message-resends.service.js';
import { SecureLinks } from './secure-links.service.js';
import { SubscriptionJournal } from './subscription-journal.service.js';
import { SubscriptionLifecycle } from './subscription-lifecycle.service.js';
import { SubscriptionParts } from './subscription-parts.service.js';
import { Subscription } from './subscription.entity.js';
import { SubscriptionRenewals } from './subscription-renewals.service.js';
import { SubscriptionsController } from './subscriptions.controller.js';
import { SubscriptionsService } from './subscriptions.service.js';
import { Suspension } from './suspension.entity.js';
import { TimeZones } from './time-zones.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([Customer, Subscription, InventoryItem, Suspension, IdentityCheck, AccessLink]),
    AuditModule,
    EventsModule,
    NotificationsModule,
  ],
  controllers: [CustomersController, MessageResendsController, SubscriptionsController],
  providers: [
    AccessLinks,
    CardListings,
    CareLinks,
    CustomerErasure,
    CustomerJournal,
    CustomerLock,
    CustomerMethods,
    CustomerProfiles,
    CustomerSearch,
    CustomersService,
    ErasureParts,
    HandoverCustomers,
    Holds,
    IdentityChecks,
    MessageResends,
    SecureLinks,
    SubscriptionJournal,
    SubscriptionLifecycle,
    SubscriptionParts,
    SubscriptionRenewals,
    SubscriptionsService,
    TimeZones,
  ],
  exports: [
    AccessLinks,
    CardListings,
    CareLinks,
    CustomerErasure,
    CustomerMethods,
    CustomerProfiles,
    CustomerSearch,
    CustomersService,
    HandoverCustomers,
    Holds,
    IdentityChecks,
    MessageResends,
    SecureLinks,
    SubscriptionLifecycle,
    SubscriptionRenewals,
    SubscriptionsService,
  ],
})
export class CustomersModule {}
