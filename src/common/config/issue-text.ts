import type { z } from 'zod';
import { snakeCase } from './config-shape.js';

const EXPECTED: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  string: 'a text',
  array: 'a list',
  object: 'a map of settings',
  record: 'a map',
};

/** Says what a refused value must be; never the value itself, which may be a secret. */
export function issueText(issue: z.core.$ZodIssue): string {
  if (issue.message.startsWith('must ')) return issue.message;
  if (issue.code === 'invalid_type') return `must be ${EXPECTED[issue.expected] ?? issue.expected}`;
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'too_small') return sizeText(issue.origin, `at least ${String(issue.minimum)}`);
  if (issue.code === 'too_big') return sizeText(issue.origin, `at most ${String(issue.maximum)}`);
  if (issue.code === 'unrecognized_keys') {
    return `has a key that is not known: ${issue.keys.map(snakeCase).join(', ')}; remove it`;
  }
  return issue.code === 'invalid_key' ? 'is not a known name here; remove it' : issue.message;
}

function sizeText(origin: string, size: string): string {
  if (origin === 'string') return `must have ${size} characters`;
  return origin === 'array' ? `must list ${size}` : `must be ${size}`;
}
