export { AdminModule } from './admin.module.js';
export { panelParts } from './panel-parts.js';
export { registerPanel } from './panel.js';
