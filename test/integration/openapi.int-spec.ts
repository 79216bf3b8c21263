import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';

const ROUTES = `
  POST /v1/customers · GET /v1/customers · GET /v1/customers/{id} · PATCH /v1/customers/{id}
  POST /v1/customers/{id}/identity-checks · POST /v1/customers/{id}/erase
  GET /v1/customers/{id}/subscriptions · POST /v1/customers/{id}/subscriptions
  GET /v1/subscriptions/{id} · PATCH /v1/subscriptions/{id} · POST /v1/subscriptions/{id}/suspend
  POST /v1/subscriptions/{id}/restore · POST /v1/subscriptions/{id}/terminate
  GET /v1/customers/{id}/payment-methods · POST /v1/customers/{id}/payment-methods
  POST /v1/customers/{id}/payment-method-setups · GET /v1/payment-method-setups/{id}
  POST /v1/payment-method-setups/{id}/complete
  GET /v1/payment-methods/{id} · PATCH /v1/payment-methods/{id} · DELETE /v1/payment-methods/{id}
  POST /v1/payment-methods/{id}/default · POST /v1/payment-methods/{id}/verify
  PUT /v1/customers/{id}/backup-methods · POST /v1/customers/{id}/secure-links
  GET /v1/invoices · POST /v1/invoices · GET /v1/invoices/{id} · POST /v1/invoices/{id}/pay · POST /v1/invoices/{id}/void
  POST /v1/customers/{id}/payments · GET /v1/payments · GET /v1/payments/{id}
  POST /v1/payments/{id}/retry · POST /v1/payments/{id}/cancel · POST /v1/payments/{id}/refunds · GET /v1/reports/payment-failures
  POST /v1/checkouts · GET /v1/checkouts/{id}
  GET /v1/expiring-cards · POST /v1/expiring-cards/reminders · GET /v1/reminder-batches/{id}
  GET /v1/webhook-inbox · POST /v1/webhook-inbox/{id}/replay · POST /webhooks/{vendor}
  GET /returns/{vendor}/{id} · POST /returns/{vendor}/{id} · GET /confirm/{token}
  GET /v1/audit · GET /v1/sandbox/clock · POST /v1/sandbox/clock · GET /v1/sandbox/mailbox
  GET /health/live · GET /health/ready · GET /metrics`
  .split(/[·\n]/)
  .map((route) => route.trim())
  .filter(Boolean);

interface Document {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, unknown>; readonly securitySchemes: object };
}

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters: readonly { name: string; in: string; required: boolean; schema: object }[];
  readonly responses: Record<string, { description: string }>;
}

describe('the OpenAPI document', () => {
  let app: TestApp;
  let document: Document;

  beforeAll(async () => {
    app = await startTestApp();
    document = (await app.call('GET', '/openapi.json', { key: null })).body as Document;
  });

  afterAll(async () => {
    await app[Symbol.asyncDispose]();
  });

  const operations = (): [string, Operation][] =>
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, one]): [string, Operation] => [
        `${method.toUpperCase()} ${path}`,
        one,
      ]),
    );

  it('is of version 3.1, names itself, and refers to nothing that is not in it', () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(document.info).toEqual({ title: expect.any(String), version: expect.any(String) });
    expect(document.components.securitySchemes).toMatchObject({
      apiKey: { type: 'http', scheme: 'bearer' },
    });
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]*)"/g)].map(
      ([, ref]) => ref ?? '',
    );
    expect(references.length).toBeGreaterThan(0);
    for (const reference of new Set(references)) {
      const name = reference.replace('#/components/schemas/', '');
      expect(Object.keys(document.components.schemas)).toContain(name);
    }
  });

  it('lists every route', () => {
    expect(operations().map(([name]) => name)).toEqual(expect.arrayContaining(ROUTES));
  });

  it('describes each operation with a name of its own, its path parameters and its answers', () => {
    const names = operations().map(([, { operationId }]) => operationId);
    expect(new Set(names).size).toBe(names.length);
    for (const [route, operation] of operations()) {
      const inPath = [...route.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = operation.parameters.filter(({ in: where, required }) => where === 'path' && required);
      expect([route, declared.map(({ name }) => name)]).toEqual([route, inPath]);
      expect(Object.keys(operation.responses).some((status) => status.startsWith('2'))).toBe(true);
      expect(Object.values(operation.responses).every(({ description }) => description !== '')).toBe(true);
      expect(operation.summary).not.toBe('');
    }
  });

  it('speaks snake_case', () => {
    const names = new Set<string>();
    const walk = (node: unknown): void => {
      if (Array.isArray(node)) node.forEach(walk);
      if (typeof node !== 'object' || node === null) return;
      const { properties } = node as { properties?: object };
      if (properties) Object.keys(properties).forEach((name) => names.add(name));
      Object.values(node).forEach(walk);
    };
    walk(document);
    for (const [, { parameters }] of operations())
      parameters.filter(({ in: where }) => where === 'query').forEach(({ name }) => names.add(name));
    expect([...names].filter((name) => !/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name))).toEqual([]);
  });
});
