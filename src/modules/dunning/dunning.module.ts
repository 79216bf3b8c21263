import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../audit/index.js';
import { BillingModule } from '../billing/index.js';
import { CustomersModule } from '../customers/index.js';
import { EventsModule } from '../events/index.js';
import { NotificationsModule } from '../notifications/index.js';
import { CallTasks } from './call-tasks.service.js';
import { CaseCharges } from './case-charges.service.js';
import { CaseControl, ControlParts } from './case-control.service.js';
import { CaseDesk } from './case-desk.service.js';
import { CaseEffects } from './case-effects.service.js';
import { CaseEvaluation } from './case-evaluation.service.js';
import { CaseFactsReader } from './case-facts.service.js';
import { CaseJournal } from './case-journal.service.js';
import { CaseMails } from './case-mails.service.js';
import { CaseOpening } from './case-opening.service.js';
import { CaseParts, CaseRound } from './case-round.service.js';
import { DunningCase } from './dunning-case.entity.js';
import { DunningCasesController } from './dunning-cases.controller.js';
import { DunningCases } from './dunning-cases.service.js';
import { DunningForecasts } from './dunning-forecast.service.js';
import { DunningPoliciesController } from './dunning-policies.controller.js';
import { DunningPolicies } from './dunning-policies.service.js';
import { DunningSweep } from './dunning-sweep.service.js';
import { DunningWorkController } from './dunning-work.controller.js';
import { DunningJob } from './dunning.job.js';
import { ErasedCasesJob } from './erased-cases.job.js';
import { ErasedCases } from './erased-cases.service.js';
import { Exemptions } from './exemptions.service.js';
import { RecoveryReportController } from './recovery-report.controller.js';
import { RecoveryReport } from './recovery-report.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([DunningCase]),
    AuditModule,
    BillingModule,
    CustomersModule,
    EventsModule,
    NotificationsModule,
  ],
  controllers: [
    DunningCasesController,
    DunningPoliciesController,
    DunningWorkController,
    RecoveryReportController,
  ],
  providers: [
    CallTasks,
    CaseCharges,
    CaseControl,
    CaseDesk,
    CaseEffects,
    CaseEvaluation,
    CaseFactsReader,
    CaseJournal,
    CaseMails,
    CaseOpening,
    CaseParts,
    CaseRound,
    ControlParts,
    DunningCases,
    DunningForecasts,
    DunningJob,
    DunningPolicies,
    DunningSweep,
    ErasedCases,
    ErasedCasesJob,
    Exemptions,
    RecoveryReport,
  ],
  exports: [
    CaseControl,
    CaseDesk,
    CallTasks,
    DunningCases,
    DunningForecasts,
    DunningPolicies,
    DunningSweep,
    Exemptions,
    RecoveryReport,
  ],
})
export class DunningModule {}
