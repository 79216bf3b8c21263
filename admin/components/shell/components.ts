import type { ComponentType } from 'react';

interface AdminJSGlobal {
  UserComponents: Record<string, ComponentType<never>>;
  readonly Application: unknown;
}

/** AdminJS' browser global, which is not what the package's types describe. */
export const adminjs = (): AdminJSGlobal => (window as unknown as { AdminJS: AdminJSGlobal }).AdminJS;

/** A component of ours by the name that the server calls it. */
export function userComponent(name: string | undefined): ComponentType<never> | null {
  return name === undefined ? null : (adminjs().UserComponents[name] ?? null);
}
