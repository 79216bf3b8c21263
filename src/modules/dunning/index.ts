export { DunningModule } from './dunning.module.js';
export type { ForecastEntry } from './case-forecast.js';
export { DunningForecasts, type CustomerForecast } from './dunning-forecast.service.js';
export { replay, summaryOf, type LabOutcome } from './dunning-lab.js';
export { readPolicy } from './dunning-policies.schemas.js';
export type { DunningPolicy } from './dunning-policy.js';
export { personOf } from './lab-population.js';
export { comparisonPage, comparisonRows, type LabComparison } from './lab-report.js';
export { DunningSweep } from './dunning-sweep.service.js';
