import { z } from 'zod';

/** One route as the document needs it, read off its decorators. */
export interface DocumentedRoute {
  readonly method: string;
  /** With `{name}` for path parameters. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  /** Scope that the caller needs; null for a public route. */
  readonly scope: string | null;
  readonly setupToken: boolean;
  readonly query: z.ZodType | null;
  readonly body: z.ZodType | null;
  readonly params: readonly { readonly name: string; readonly schema: z.ZodType | null }[];
  readonly returns: Readonly<Record<number, z.ZodType | null>>;
  readonly contentType: string;
  readonly problems: Readonly<Record<number, string>>;
  readonly idempotencyKey: 'none' | 'honoured' | 'required';
}

type Json = Record<string, unknown>;

const PROBLEM = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };

/** The OpenAPI 3.1 document of these routes, from the same schemas that validate them. */
export function openApiDocument(
  routes: readonly DocumentedRoute[],
  info: { version: string; serverUrl: string; problem: z.ZodType },
): Json {
  const components: Json = { Problem: bare(info.problem, 'output', {}) };
  const paths: Record<string, Json> = {};
  for (const route of [...routes].sort((a, b) => a.path.localeCompare(b.path))) {
    (paths[route.path] ??= {})[route.method.toLowerCase()] = operation(route, components);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'OmniCRM Payments', version: info.version },
    servers: [{ url: info.serverUrl }],
    paths,
    components: {
      schemas: components,
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key' },
        setupToken: { type: 'http', scheme: 'bearer', description: 'The client.token of one setup' },
      },
    },
  };
}

function operation(route: DocumentedRoute, components: Json): Json {
  return {
    tags: [route.tag],
    summary: route.summary,
    operationId: operationId(route),
    ...(route.scope ? { 'x-scope': route.scope } : {}),
    security: security(route),
    parameters: [...pathParameters(route), ...queryParameters(route), ...headerParameters(route)],
    ...(route.body
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: bare(route.body, 'input', components) } },
          },
        }
      : {}),
    responses: responses(route, components),
  };
}

function operationId(route: DocumentedRoute): string {
  return [route.method.toLowerCase(), ...route.path.split(/[^A-Za-z0-9]+/).filter(Boolean)].join('_');
}

function security(route: DocumentedRoute): Json[] {
  if (!route.scope) return [];
  return route.setupToken ? [{ apiKey: [] }, { setupToken: [] }] : [{ apiKey: [] }];
}

function pathParameters(route: DocumentedRoute): Json[] {
  // Decorators are read from the last parameter to the first.
  const place = (name: string): number => route.path.indexOf(`{${name}}`);
  const inOrder = [...route.params].sort((a, b) => place(a.name) - place(b.name));
  return inOrder.map(({ name, schema }) => ({
    name,
    in: 'path',
    required: true,
    schema: schema ? bare(schema, 'input', {}) : { type: 'string' },
  }));
}

function queryParameters(route: DocumentedRoute): Json[] {
  if (!route.query) return [];
  const { properties = {}, required = [] } = bare(route.query, 'input', {}) as {
    properties?: Json;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

function headerParameters(route: DocumentedRoute): Json[] {
  if (route.idempotencyKey === 'none') return [];
  return [
    {
      name: 'Idempotency-Key',
      in: 'header',
      required: route.idempotencyKey === 'required',
      schema: { type: 'string', minLength: 1, maxLength: 255 },
    },
  ];
}

function responses(route: DocumentedRoute, components: Json): Json {
  const answers: Json = {};
  for (const [status, schema] of Object.entries(route.returns)) {
    answers[status] = {
      description: Number(status) === 202 ? 'Accepted; it goes on in the background' : 'Done',
      ...(schema ? { content: { [route.contentType]: { schema: bare(schema, 'output', components) } } } : {}),
    };
  }
  for (const [status, description] of Object.entries(route.problems))
    answers[status] = { description, content: PROBLEM };
  answers['default'] = { description: 'Any other problem', content: PROBLEM };
  return answers;
}

/** A JSON Schema of this zod schema; schemas with a `meta({ id })` of their own are put among the components and referred to. */
function bare(schema: z.ZodType, io: 'input' | 'output', components: Json): Json {
  const json = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      delete jsonSchema.id;
    },
  }) as Json & { $defs?: Json };
  for (const [name, definition] of Object.entries(json.$defs ?? {})) components[name] = withRefs(definition);
  delete json.$defs;
  delete json['$schema'];
  return withRefs(json) as Json;
}

function withRefs(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withRefs);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) =>
      key === '$ref' && typeof value === 'string'
        ? [key, value.replace('#/$defs/', '#/components/schemas/')]
        : [key, withRefs(value)],
    ),
  );
}
