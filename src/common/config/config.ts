import type { CompleteSettings } from './complete-settings.js';

/** The token under which the configuration is injected. */
export const CONFIG = Symbol('CONFIG');

type DeepReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;

/** The configuration, complete and frozen: defaults, the file and the environment in one. */
export type Config = DeepReadonly<CompleteSettings>;

/** One thing to put right: the setting as the administrator wrote it, and what to do. */
export interface ConfigProblem {
  readonly key: string;
  readonly message: string;
}

/** The configuration cannot be used; it names every problem at once and no secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly ConfigProblem[]) {
    const lines = problems.map(({ key, message }) => `  ${key}: ${message}`);
    super(['The configuration cannot be used:', ...lines].join('\n'));
  }
}
