import { Module } from '@nestjs/common';
import { CustomersModule } from '../customers/index.js';
import { PaymentMethodsModule } from '../payment-methods/index.js';
import { CareController } from './care.controller.js';
import { CarePage } from './care-page.service.js';
import { CareSessions } from './care-sessions.service.js';
import { CareShell } from './care-shell.service.js';

@Module({
  imports: [CustomersModule, PaymentMethodsModule],
  controllers: [CareController],
  providers: [CarePage, CareSessions, CareShell],
})
export class SelfCareModule {}
