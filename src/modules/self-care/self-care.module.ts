import { Module } from '@nestjs/common';
import { CustomersModule } from '../customers/index.js';
import { NotificationsModule } from '../notifications/index.js';
import { PaymentMethodsModule } from '../payment-methods/index.js';
import { CareController } from './care.controller.js';
import { CarePage } from './care-page.service.js';
import { CareSessions } from './care-sessions.service.js';
import { CareShell } from './care-shell.service.js';
import { UnsubscribeController } from './unsubscribe.controller.js';
import { Unsubscriptions } from './unsubscriptions.service.js';

@Module({
  imports: [CustomersModule, NotificationsModule, PaymentMethodsModule],
  controllers: [CareController, UnsubscribeController],
  providers: [CarePage, CareSessions, CareShell, Unsubscriptions],
})
export class SelfCareModule {}
