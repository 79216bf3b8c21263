import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../audit/index.js';
import { CustomersModule } from '../customers/index.js';
import { NotificationsModule } from '../notifications/index.js';
import { PaymentMethodsModule } from '../payment-methods/index.js';
import { BatchesJob } from './batches.job.js';
import { ReminderBatches } from './batches.service.js';
import { ExpiringCards } from './expiring-cards.service.js';
import { FollowUpJob } from './follow-up.job.js';
import { ReminderBatch } from './reminder-batch.entity.js';
import { OutlookParts, ReminderOutlook } from './reminder-outlook.service.js';
import { RemindersController } from './reminders.controller.js';
import { SweepJob } from './sweep.job.js';
import { ReminderSweep } from './sweep.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([ReminderBatch]),
    AuditModule,
    CustomersModule,
    NotificationsModule,
    PaymentMethodsModule,
  ],
  controllers: [RemindersController],
  providers: [
    BatchesJob,
    ExpiringCards,
    FollowUpJob,
    OutlookParts,
    ReminderBatches,
    ReminderOutlook,
    ReminderSweep,
    SweepJob,
  ],
  exports: [ExpiringCards, ReminderBatches, ReminderOutlook, ReminderSweep],
})
export class RemindersModule {}
