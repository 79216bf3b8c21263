export { DunningModule } from './dunning.module.js';
