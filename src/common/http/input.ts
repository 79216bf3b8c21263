import { StandardSchemaValidationPipe, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { fieldMessageAr } from '../i18n/field-messages.js';
import { DomainError, NotFound, type FieldError } from '../errors/domain-error.js';

interface ZodLikeIssue extends StandardSchemaV1.Issue {
  /** Of a union: what each of its shapes found. */
  readonly errors?: readonly (readonly ZodLikeIssue[])[];
  readonly code?: string;
  readonly keys?: readonly string[];
}

const MAX_FIELD_ERRORS = 50;

/** Checks each parameter against the schema on its decorator; a body that is missing is checked as an empty object. */
export class InputPipe implements PipeTransform {
  private readonly pipes = {
    body: new StandardSchemaValidationPipe({ exceptionFactory: (issues) => inputError(issues, 'body') }),
    query: new StandardSchemaValidationPipe({ exceptionFactory: (issues) => inputError(issues, 'query') }),
    param: new StandardSchemaValidationPipe({ exceptionFactory: () => new NotFound('resource') }),
  };

  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    if (!metadata.schema || metadata.type === 'custom') return value;
    const given = metadata.type === 'body' && (value === undefined || value === null) ? {} : value;
    return this.pipes[metadata.type].transform(given, metadata);
  }
}

/** Turns what a schema found into one 422 that names each field. */
export function inputError(issues: readonly StandardSchemaV1.Issue[], where: 'body' | 'query'): DomainError {
  const found = issues.flatMap((issue) => fieldErrors(issue as ZodLikeIssue));
  const errors = onePerField(found).slice(0, MAX_FIELD_ERRORS);
  const unknown = issues.every((issue) => (issue as ZodLikeIssue).code === 'unrecognized_keys');
  const field = where === 'query' ? 'query parameter' : 'field';
  return new DomainError({
    kind: 'invalid',
    code: unknown ? 'unknown_field' : 'validation_failed',
    detail: unknown
      ? `Unknown ${field}: ${errors.map((error) => error.path).join(', ')}.`
      : 'Some values are not as they should be; each is named below.',
    errors,
  });
}

// Of several shapes the one that fits best is meant: the one that found its fault deepest.
function closest(branches: readonly (readonly ZodLikeIssue[])[]): readonly ZodLikeIssue[] {
  const depth = (branch: readonly ZodLikeIssue[]): number =>
    Math.max(0, ...branch.map((issue) => issue.path?.length ?? 0)) -
    branch.filter((issue) => issue.code === 'unrecognized_keys').length;
  return [...branches].sort((a, b) => depth(b) - depth(a))[0] ?? [];
}

// What is wrong with the form of a value comes before what is wrong with its meaning, which says nothing of a value without that form.
function onePerField(errors: readonly FieldError[]): FieldError[] {
  const seen = new Set<string>();
  return errors.filter(({ path }) => path === '' || (!seen.has(path) && seen.add(path)));
}

function fieldErrors(issue: ZodLikeIssue): FieldError[] {
  if (issue.code === 'invalid_union' && issue.errors) {
    const inner = closest(issue.errors).map((found) => ({
      ...found,
      path: [...(issue.path ?? []), ...(found.path ?? [])],
    }));
    if (inner.length > 0) return inner.flatMap(fieldErrors);
  }
  const path = (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part));
  if (issue.code === 'unrecognized_keys')
    return (issue.keys ?? []).map((key) => ({
      path: [...path, key].join('.').slice(0, 200),
      message: 'Unknown field.',
    }));
  return [{ path: path.join('.').slice(0, 200), message: issue.message, messageAr: fieldMessageAr(issue) }];
}
