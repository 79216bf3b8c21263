import { Injectable, RequestMethod, type Type } from '@nestjs/common';
import {
  INTERCEPTORS_METADATA,
  METHOD_METADATA,
  PATH_METADATA,
  ROUTE_ARGS_METADATA,
} from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { z } from 'zod';
import { ACCESS_RULE, type AccessRule } from './access.decorator.js';
import { ROUTE_DOC, type RouteDoc } from './doc.decorator.js';
import { IDEMPOTENCY_RULE, type IdempotencyRule } from './idempotency.decorator.js';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';
import type { DocumentedRoute } from './openapi.js';

const PARAM = { body: 3, query: 4, param: 5 } as const;

type Handler = (...args: unknown[]) => unknown;

interface RouteArgument {
  readonly data?: string;
  readonly schema?: z.ZodType;
}

/** What a route takes. */
export type RouteShape = Pick<DocumentedRoute, 'method' | 'path' | 'query' | 'body' | 'params'>;

/** A handler with its controller, before its decorators are read. */
interface RouteHandler {
  readonly controller: Type;
  readonly name: string;
  readonly handler: Handler;
}

/** Every route of the app as its decorators describe it. */
@Injectable()
export class RouteCatalogue {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  /** Routes that the OpenAPI document shows: all that carry `@Doc`. */
  documented(): DocumentedRoute[] {
    return this.handlers().flatMap((route) => {
      const doc = meta(ROUTE_DOC, route.handler) as RouteDoc | undefined;
      return doc ? [describeRoute(route, doc)] : [];
    });
  }

  /** Every route, documented or not, as far as its parameters go. */
  routes(): RouteShape[] {
    return this.handlers().map(({ controller, name, handler }) => ({
      method: methodOf(handler),
      path: fullPath(controller, handler),
      ...argumentFacts(controller, name),
    }));
  }

  /** Handlers that say nothing of who may call them; the app refuses to start while there is one. */
  withoutAccessRule(): string[] {
    return this.handlers()
      .filter(({ controller, handler }) => !accessOf(controller, handler))
      .map(({ controller, name }) => `${controller.name}.${name}`);
  }

  /** Every POST under /v1 that is not safe to repeat, since it does not use our own `Post`; the app refuses to start with one. */
  withoutIdempotency(): string[] {
    return this.handlers()
      .filter(
        ({ controller, handler }) =>
          idempotencyOf(methodOf(handler), fullPath(controller, handler), handler) !== 'none',
      )
      .filter(({ handler }) => !interceptorsOf(handler).includes(IdempotencyInterceptor))
      .map(({ controller, name }) => `${controller.name}.${name}`);
  }

  private handlers(): RouteHandler[] {
    return this.discovery.getControllers().flatMap(({ metatype }) => {
      if (typeof metatype !== 'function') return [];
      const prototype = metatype.prototype as Record<string, Handler>;
      return this.scanner.getAllMethodNames(prototype).flatMap((name) => {
        const handler = prototype[name];
        return handler && meta(METHOD_METADATA, handler) !== undefined
          ? [{ controller: metatype as Type, name, handler }]
          : [];
      });
    });
  }
}

function meta(key: string, target: object): unknown {
  return Reflect.getMetadata(key, target);
}

function accessOf(controller: Type, handler: Handler): AccessRule | undefined {
  return (
    (meta(ACCESS_RULE, handler) as AccessRule | undefined) ??
    (meta(ACCESS_RULE, controller) as AccessRule | undefined)
  );
}

function describeRoute({ controller, name, handler }: RouteHandler, doc: RouteDoc): DocumentedRoute {
  const method = methodOf(handler);
  const path = fullPath(controller, handler);
  return {
    method,
    path,
    tag: tagOf(path),
    summary: doc.summary,
    ...accessFacts(accessOf(controller, handler)),
    ...argumentFacts(controller, name),
    returns: doc.returns,
    contentType: doc.contentType ?? 'application/json',
    problems: doc.problems ?? {},
    idempotencyKey: idempotencyOf(method, path, handler),
  };
}

function methodOf(handler: Handler): string {
  return RequestMethod[(meta(METHOD_METADATA, handler) as RequestMethod | undefined) ?? RequestMethod.GET];
}

function interceptorsOf(handler: Handler): readonly unknown[] {
  return (meta(INTERCEPTORS_METADATA, handler) as readonly unknown[] | undefined) ?? [];
}

function tagOf(path: string): string {
  const [, first = 'root', second] = path.split('/');
  return second ?? first;
}

function accessFacts(access: AccessRule | undefined): Pick<DocumentedRoute, 'scope' | 'setupToken'> {
  if (!access || access.kind === 'public') return { scope: null, setupToken: false };
  return { scope: access.scope, setupToken: access.kind === 'scope' && access.setupToken };
}

function argumentFacts(controller: Type, name: string): Pick<DocumentedRoute, 'query' | 'body' | 'params'> {
  const given = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {}) as Record<
    string,
    RouteArgument
  >;
  const ofType = (type: number): RouteArgument[] =>
    Object.entries(given)
      .filter(([key]) => key.startsWith(`${String(type)}:`))
      .map(([, argument]) => argument);
  return {
    query: ofType(PARAM.query)[0]?.schema ?? null,
    body: ofType(PARAM.body)[0]?.schema ?? null,
    params: ofType(PARAM.param).map(({ data, schema }) => ({ name: data ?? '', schema: schema ?? null })),
  };
}

function idempotencyOf(method: string, path: string, handler: Handler): DocumentedRoute['idempotencyKey'] {
  if (method !== 'POST' || !path.startsWith('/v1/')) return 'none';
  return (meta(IDEMPOTENCY_RULE, handler) as IdempotencyRule | undefined)?.required ? 'required' : 'honoured';
}

function fullPath(controller: Type, handler: Handler): string {
  const parts = [controller, handler].map(
    (target) => (meta(PATH_METADATA, target) as string | string[] | undefined) ?? '',
  );
  const joined = parts.map((part) => (Array.isArray(part) ? (part[0] ?? '') : part)).join('/');
  const clean = `/${joined}`.replace(/\/+/g, '/').replace(/(.)\/$/, '$1');
  return clean.replace(/:(\w+)/g, '{$1}');
}
