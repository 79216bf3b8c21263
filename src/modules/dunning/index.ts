export { DunningModule } from './dunning.module.js';
export { replay, summaryOf, type LabOutcome } from './dunning-lab.js';
export { readPolicy } from './dunning-policies.schemas.js';
export type { DunningPolicy } from './dunning-policy.js';
export { personOf } from './lab-population.js';
export { comparisonPage, comparisonRows, type LabComparison } from './lab-report.js';
