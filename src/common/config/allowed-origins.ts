import type { Config } from './config.js';

/** Our own origin and those of the pages that may embed our forms; browsers are sent back to no other. */
export function allowedOrigins({ http, selfCare }: Pick<Config, 'http' | 'selfCare'>): readonly string[] {
  return [new URL(http.publicUrl).origin, ...selfCare.allowedOrigins];
}
