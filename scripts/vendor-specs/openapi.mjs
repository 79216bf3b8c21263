/** Official descriptions of an API (OpenAPI 3.0), and what of a recorded call they do not agree with. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Ajv from 'ajv';
import { parse } from 'yaml';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
// Sent with every call, and part of no operation's description.
const USUAL_HEADERS = new Set(['accept', 'authorization', 'content-type', 'user-agent', 'content-length']);

/** Reads every description in a folder. */
export async function readDescriptions(folder) {
  const files = (await readdir(folder)).filter((file) => /\.(?:json|ya?ml)$/.test(file)).sort();
  const ajv = new Ajv({
    strict: false,
    allErrors: true,
    logger: false,
    formats: { uri: (text) => URL.canParse(text) },
  });
  const operations = [];
  for (const file of files) {
    const text = await readFile(join(folder, file), 'utf8');
    const document = file.endsWith('.json') ? JSON.parse(text) : parse(text);
    if (document.paths === undefined) continue;
    ajv.addSchema(document, file);
    operations.push(...operationsOf(file, document));
  }
  return { files, operations, ajv };
}

function operationsOf(file, document) {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method] !== undefined).map((method) => ({
      file,
      document,
      path,
      method: method.toUpperCase(),
      test: new RegExp(`^${path.replace(/\{[^}]+\}/g, '([^/]+)')}$`),
      names: [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name),
      operation: item[method],
      parameters: [...(item.parameters ?? []), ...(item[method].parameters ?? [])].map((one) =>
        resolved(document, one),
      ),
      pointer: `${file}#/paths/${escaped(path)}/${method}`,
    })),
  );
}

/** The operation of a call; null when none of the descriptions has its path. */
export function operationOf({ operations }, { method, path }) {
  return operations.find((one) => one.method === method && one.test.test(path)) ?? null;
}

/** What of a request its operation does not agree with. */
export function requestProblems(descriptions, operation, call) {
  const values = new Map(operation.names.map((name, i) => [name, operation.test.exec(call.path)[i + 1]]));
  const problems = [
    ...parameterProblems(descriptions, operation, 'path', values),
    ...parameterProblems(descriptions, operation, 'query', call.query),
    ...parameterProblems(descriptions, operation, 'header', call.headers),
  ];
  const schema = operation.operation.requestBody?.content?.['application/json']?.schema;
  if (call.body === null) return problems;
  if (schema === undefined) return [...problems, { field: 'body', what: 'no body is described' }];
  const pointer = `${operation.pointer}/requestBody/content/application~1json/schema`;
  return [...problems, ...bodyProblems(descriptions, { operation, schema, pointer }, call.body)];
}

/** What of an answer its operation does not agree with. */
export function answerProblems(descriptions, operation, { status, answer }) {
  const described = operation.operation.responses[String(status)];
  if (described === undefined) return [{ field: 'status', what: `${String(status)} is not described` }];
  const schema = described.content?.['application/json']?.schema;
  if (answer === null || schema === undefined) return [];
  const pointer = `${operation.pointer}/responses/${String(status)}/content/application~1json/schema`;
  return bodyProblems(descriptions, { operation, schema, pointer }, answer);
}

function parameterProblems({ ajv }, { parameters, document }, place, given) {
  const described = parameters.filter((one) => one.in === place);
  const byName = new Map(described.map((one) => [nameIn(place, one.name), one]));
  const problems = described
    .filter((one) => one.required === true && !given.has(nameIn(place, one.name)))
    .map((one) => ({ field: `${place} ${one.name}`, what: 'is required and was not sent' }));
  for (const [name, text] of given) {
    const parameter = byName.get(name);
    if (parameter === undefined) {
      if (place !== 'header' || !USUAL_HEADERS.has(name)) {
        problems.push({ field: `${place} ${name}`, what: 'is not described' });
      }
      continue;
    }
    const schema = resolved(document, parameter.schema);
    const check = ajv.compile(schema);
    if (!check(valueOf(text, schema.type))) {
      problems.push({ field: `${place} ${parameter.name}`, what: ajv.errorsText(check.errors) });
    }
  }
  return problems;
}

function bodyProblems({ ajv }, { operation, schema, pointer }, body) {
  const check = ajv.compile({ $ref: pointer });
  check(body);
  const wrong = (check.errors ?? []).map((error) => ({
    field: dotted(error.instancePath) || 'body',
    what: `${error.message}${error.params.allowedValues ? ` (${error.params.allowedValues.join(', ')})` : ''}`,
  }));
  const unknown = undescribed(operation.document, schema, body, '').map((field) => ({
    field,
    what: 'is not described',
  }));
  return [...wrong, ...unknown];
}

/** Fields that no part of a schema names. */
function undescribed(document, schema, value, at) {
  if (Array.isArray(value)) {
    const items = partsOf(document, schema).flatMap((part) => (part.items ? [part.items] : []));
    return items.length === 0
      ? []
      : value.flatMap((item) => undescribed(document, { allOf: items }, item, `${at}[]`));
  }
  if (typeof value !== 'object' || value === null) return [];
  const parts = partsOf(document, schema);
  const named = parts.flatMap((part) => Object.entries(part.properties ?? {}));
  if (named.length === 0) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const field = at === '' ? name : `${at}.${name}`;
    const schemas = named.filter(([other]) => other === name).map(([, one]) => one);
    return schemas.length === 0 ? [field] : undescribed(document, { allOf: schemas }, inner, field);
  });
}

function partsOf(document, schema) {
  const own = resolved(document, schema);
  const { allOf = [], anyOf = [], oneOf = [] } = own;
  return [own, ...[...allOf, ...anyOf, ...oneOf].flatMap((one) => partsOf(document, one))];
}

function resolved(document, schema) {
  let found = schema;
  while (typeof found?.$ref === 'string') {
    found = found.$ref
      .slice(2)
      .split('/')
      .reduce((node, key) => node[key.replaceAll('~1', '/').replaceAll('~0', '~')], document);
  }
  return found;
}

function valueOf(text, type) {
  if (type === 'integer' || type === 'number') return Number(text);
  return type === 'boolean' ? text === 'true' : text;
}

function nameIn(place, name) {
  return place === 'header' ? name.toLowerCase() : name;
}

function dotted(pointer) {
  return pointer
    .slice(1)
    .split('/')
    .map((part) => (/^\d+$/.test(part) ? '[]' : part))
    .join('.')
    .replaceAll('.[]', '[]');
}

function escaped(path) {
  return path.replaceAll('~', '~0').replaceAll('/', '~1');
}
