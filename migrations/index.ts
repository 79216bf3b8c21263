import type { MigrationInterface } from 'typeorm';
import { Foundation1763740800000 } from './1763740800000-foundation.js';

/** Every migration in order; one that has landed is never edited. */
export const migrations: (new () => MigrationInterface)[] = [Foundation1763740800000];
