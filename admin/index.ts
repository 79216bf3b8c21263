export { AdminModule } from './admin.module.js';
export { preloadAdminApp } from './panel-pages.js';
export { panelParts } from './panel-parts.js';
export { registerPanel } from './panel.js';
export { SystemCheck, toSystemCheckView } from './services/system-check.service.js';
