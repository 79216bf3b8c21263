import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../audit/index.js';
import { CustomersModule } from '../customers/index.js';
import { EventsModule } from '../events/index.js';
import { NotificationsModule } from '../notifications/index.js';
import { VendorsModule } from '../vendors/index.js';
import { ChargeableMethods } from './chargeable-methods.service.js';
import { DefaultMethod } from './default-method.service.js';
import { DefaultMirrorJob } from './default-mirror.job.js';
import { DefaultMirror } from './default-mirror.service.js';
import { DetachmentsJob } from './detachments.job.js';
import { Detachments } from './detachments.service.js';
import { ExpiredMethodsJob } from './expired-methods.job.js';
import { ExpiredMethods } from './expired-methods.service.js';
import { HandoverImport } from './handover-import.service.js';
import { ImportedCustomers } from './imported-customers.service.js';
import { ImportedMethods } from './imported-methods.service.js';
import { MethodAddition } from './method-addition.service.js';
import { MethodCharges } from './method-charges.service.js';
import { CheckParts, MethodCheck } from './method-check.service.js';
import { PaymentMethodFacts } from './method-facts.service.js';
import { MethodJournal } from './method-journal.service.js';
import { MethodRemoval, RemovalParts } from './method-removal.service.js';
import { MethodStore } from './method-store.service.js';
import { PaidMethods } from './paid-methods.service.js';
import { PaymentMethod } from './payment-method.entity.js';
import { PaymentMethodSetup } from './payment-method-setup.entity.js';
import { PaymentMethodsController } from './payment-methods.controller.js';
import { PaymentMethodsService } from './payment-methods.service.js';
import { SETUP_RECONCILIATION_JOBS } from './setup-reconciliation.job.js';
import { SetupReconciliation } from './setup-reconciliation.service.js';
import { SetupSettlement } from './setup-settlement.service.js';
import { SetupSurroundings } from './setup-surroundings.service.js';
import { SetupsController } from './setups.controller.js';
import { SetupsService } from './setups.service.js';
import { StandingTwin } from './standing-twin.service.js';
import { TokenAttachment } from './token-attachment.service.js';
import { ChangeParts, VendorChanges } from './vendor-changes.service.js';
import { VendorCustomers } from './vendor-customers.service.js';
import { VendorImport } from './vendor-import.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([PaymentMethod, PaymentMethodSetup]),
    AuditModule,
    CustomersModule,
    EventsModule,
    NotificationsModule,
    VendorsModule,
  ],
  controllers: [PaymentMethodsController, SetupsController],
  providers: [
    ...SETUP_RECONCILIATION_JOBS,
    ChangeParts,
    ChargeableMethods,
    CheckParts,
    DefaultMethod,
    DefaultMirror,
    DefaultMirrorJob,
    Detachments,
    DetachmentsJob,
    ExpiredMethods,
    ExpiredMethodsJob,
    HandoverImport,
    ImportedCustomers,
    ImportedMethods,
    MethodAddition,
    MethodCharges,
    MethodCheck,
    MethodJournal,
    PaidMethods,
    PaymentMethodFacts,
    MethodRemoval,
    MethodStore,
    PaymentMethodsService,
    RemovalParts,
    SetupReconciliation,
    SetupSettlement,
    SetupSurroundings,
    SetupsService,
    StandingTwin,
    TokenAttachment,
    VendorChanges,
    VendorCustomers,
    VendorImport,
  ],
  exports: [
    ChargeableMethods,
    HandoverImport,
    MethodAddition,
    MethodCharges,
    MethodCheck,
    MethodRemoval,
    MethodStore,
    PaidMethods,
    PaymentMethodsService,
    SetupSettlement,
    SetupsService,
    VendorChanges,
    VendorCustomers,
    VendorImport,
  ],
})
export class PaymentMethodsModule {}
