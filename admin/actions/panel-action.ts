import type { Action, ActionContext, ActionRequest, ActionResponse, CurrentAdmin } from 'adminjs';
import type { z } from 'zod';
import { DomainError } from '../../src/common/errors/domain-error.js';
import { inputError } from '../../src/common/http/input.js';
import type { Actor, Scope } from '../../src/common/http/principal.js';

type PanelAction = Partial<Action<ActionResponse>>;

/** Who is signed in, as AdminJS carries it: into the page without `actor`, into handlers with it. */
export interface PanelAdmin extends CurrentAdmin {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly locale: 'ar' | 'en';
  readonly scopes: readonly Scope[];
  readonly actor?: Actor;
}

/** Lets in whoever holds the scope; AdminJS asks this for buttons, pages and calls alike. */
export function allowed(scope: Scope): (context: Pick<ActionContext, 'currentAdmin'>) => boolean {
  return ({ currentAdmin }) => (currentAdmin as PanelAdmin | undefined)?.scopes.includes(scope) ?? false;
}

/** Something a page reads by GET: `?…` in, JSON out. */
export function readAction<S extends z.ZodType>(
  scope: Scope,
  schema: S,
  run: (input: z.infer<S>, actor: Actor) => Promise<object>,
): PanelAction {
  return panelAction('get', scope, (request) => parse(schema, request.query, 'query'), run);
}

/** Something a page changes. Only POST reaches it, for a GET is what other sites can make a browser send. */
export function writeAction<S extends z.ZodType>(
  scope: Scope,
  schema: S,
  run: (input: z.infer<S>, actor: Actor) => Promise<object>,
): PanelAction {
  return panelAction('post', scope, (request) => parse(schema, request.payload, 'body'), run);
}

/** A page of one row with an address of its own; the component fetches what it shows. */
export function recordPage(scope: Scope, component: string): PanelAction {
  return {
    actionType: 'record',
    component,
    hideActionHeader: true,
    isAccessible: allowed(scope),
    handler: (_request: ActionRequest, _response: unknown, context: ActionContext) =>
      Promise.resolve({ record: context.record?.toJSON(context.currentAdmin) }),
  };
}

/** The actor of a call; every change is audited under this name. */
export function actorOfCall(currentAdmin: CurrentAdmin | undefined): Actor {
  const actor = (currentAdmin as PanelAdmin | undefined)?.actor;
  if (!actor)
    throw new DomainError({
      kind: 'unauthenticated',
      code: 'signed_out',
      detail: 'You are signed out. Sign in again.',
    });
  return actor;
}

function panelAction<Input>(
  method: 'get' | 'post',
  scope: Scope,
  read: (request: ActionRequest) => Input,
  run: (input: Input, actor: Actor) => Promise<object>,
): PanelAction {
  const handler = async (
    request: ActionRequest,
    _response: unknown,
    context: ActionContext,
  ): Promise<object> => {
    if (request.method !== method) throw wrongMethod();
    return run(read(request), actorOfCall(context.currentAdmin));
  };
  return { actionType: 'resource', isVisible: false, isAccessible: allowed(scope), handler };
}

function parse<S extends z.ZodType>(schema: S, given: unknown, where: 'query' | 'body'): z.infer<S> {
  const parsed = schema.safeParse({ ...(given as object | undefined) });
  if (!parsed.success) throw inputError(parsed.error.issues, where);
  return parsed.data;
}

function wrongMethod(): DomainError {
  return new DomainError({
    kind: 'not_found',
    code: 'not_found',
    detail: 'There is nothing at this address with this method.',
  });
}
