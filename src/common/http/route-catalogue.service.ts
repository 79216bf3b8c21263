import { Injectable, RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { z } from 'zod';
import { ACCESS_RULE, type AccessRule } from './access.decorator.js';
import { ROUTE_DOC, type RouteDoc } from './doc.decorator.js';
import { IDEMPOTENCY_RULE, type IdempotencyRule } from './idempotency.decorator.js';
import type { DocumentedRoute } from './openapi.js';

const PARAM = { body: 3, query: 4, param: 5 } as const;

type Handler = (...args: unknown[]) => unknown;

interface RouteArgument {
  readonly data?: string;
  readonly schema?: z.ZodType;
}

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
      const doc = meta<RouteDoc>(ROUTE_DOC, route.handler);
      return doc ? [describeRoute(route, doc)] : [];
    });
  }

  /** Handlers that say nothing of who may call them; the app refuses to start while there is one. */
  withoutAccessRule(): string[] {
    return this.handlers()
      .filter(({ controller, handler }) => !accessOf(controller, handler))
      .map(({ controller, name }) => `${controller.name}.${name}`);
  }

  private handlers(): RouteHandler[] {
    return this.discovery.getControllers().flatMap(({ metatype }) => {
      if (typeof metatype !== 'function') return [];
      const prototype = metatype.prototype as Record<string, Handler>;
      return this.scanner
        .getAllMethodNames(prototype)
        .map((name) => ({ controller: metatype as Type, name, handler: prototype[name] as Handler }))
        .filter(({ handler }) => meta<RequestMethod>(METHOD_METADATA, handler) !== undefined);
    });
  }
}

function meta<T>(key: string, target: object): T | undefined {
  return Reflect.getMetadata(key, target) as T | undefined;
}

function accessOf(controller: Type, handler: Handler): AccessRule | undefined {
  return meta<AccessRule>(ACCESS_RULE, handler) ?? meta<AccessRule>(ACCESS_RULE, controller);
}

function describeRoute({ controller, name, handler }: RouteHandler, doc: RouteDoc): DocumentedRoute {
  const method = RequestMethod[meta<RequestMethod>(METHOD_METADATA, handler) ?? RequestMethod.GET];
  const args = Object.entries(
    (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {}) as Record<string, RouteArgument>,
  );
  const ofType = (type: number): RouteArgument[] =>
    args.filter(([key]) => key.startsWith(`${String(type)}:`)).map(([, argument]) => argument);
  const access = accessOf(controller, handler);
  const path = fullPath(controller, handler);
  return {
    method,
    path,
    tag: path.split('/')[2] ?? path.split('/')[1] ?? 'root',
    summary: doc.summary,
    scope: access && access.kind !== 'public' ? access.scope : null,
    setupToken: access?.kind === 'scope' && access.setupToken,
    query: ofType(PARAM.query)[0]?.schema ?? null,
    body: ofType(PARAM.body)[0]?.schema ?? null,
    params: ofType(PARAM.param).map(({ data, schema }) => ({ name: data ?? '', schema: schema ?? null })),
    returns: doc.returns,
    contentType: doc.contentType ?? 'application/json',
    problems: doc.problems ?? {},
    idempotencyKey: idempotencyOf(method, path, handler),
  };
}

function idempotencyOf(method: string, path: string, handler: Handler): DocumentedRoute['idempotencyKey'] {
  if (method !== 'POST' || !path.startsWith('/v1/')) return 'none';
  return meta<IdempotencyRule>(IDEMPOTENCY_RULE, handler)?.required ? 'required' : 'honoured';
}

function fullPath(controller: Type, handler: Handler): string {
  const parts = [controller, handler].map((target) => meta<string | string[]>(PATH_METADATA, target) ?? '');
  const joined = parts.map((part) => (Array.isArray(part) ? (part[0] ?? '') : part)).join('/');
  const clean = `/${joined}`.replace(/\/+/g, '/').replace(/(.)\/$/, '$1');
  return clean.replace(/:(\w+)/g, '{$1}');
}
