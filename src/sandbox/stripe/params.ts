import { badParam } from './api-error.js';
import { type FormTree } from './form.js';
import { type Metadata } from './wire.js';

/** Typed reading of a call's parameters, refusing what Stripe refuses, in its words. */
export class Params {
  constructor(
    private readonly tree: FormTree,
    private readonly prefix = '',
  ) {}

  /** Refuses a parameter that the endpoint does not know; `expand` is known everywhere. */
  only(known: ReadonlySet<string>): void {
    for (const name of Object.keys(this.tree)) {
      if (!known.has(name) && name !== 'expand' && name !== 'key') {
        throw badParam(
          `Received unknown parameter: ${this.path(name)}`,
          this.path(name),
          'parameter_unknown',
        );
      }
    }
  }

  has(name: string): boolean {
    return this.tree[name] !== undefined;
  }

  /** Whether the value is a plain text and no object. */
  isText(name: string): boolean {
    return typeof this.tree[name] === 'string';
  }

  /** The text as sent; an empty one means that the caller wants the value unset. */
  text(name: string): string | undefined {
    const value = this.tree[name];
    if (value === undefined || typeof value === 'string') return value;
    throw badParam(`Invalid string: {...}`, this.path(name), 'parameter_invalid_string');
  }

  /** A text that may not be empty. */
  filled(name: string): string | undefined {
    const value = this.text(name);
    if (value !== '') return value;
    const param = this.path(name);
    throw badParam(
      `You passed an empty string for '${param}'. We assume empty values are an attempt to unset a parameter; however '${param}' cannot be unset. You should remove '${param}' from your request or supply a non-empty value.`,
      param,
      'parameter_invalid_empty',
    );
  }

  required(name: string): string {
    const value = this.filled(name);
    if (value === undefined) {
      throw badParam(`Missing required param: ${this.path(name)}.`, this.path(name), 'parameter_missing');
    }
    return value;
  }

  integer(name: string): number | undefined {
    const value = this.filled(name);
    if (value === undefined) return undefined;
    if (!/^-?\d{1,15}$/.test(value)) {
      throw badParam(`Invalid integer: ${value}`, this.path(name), 'parameter_invalid_integer');
    }
    return Number(value);
  }

  flag(name: string): boolean {
    const value = this.text(name);
    if (value === undefined || value === 'false') return false;
    if (value === 'true') return true;
    throw badParam(`Invalid boolean: ${value}`, this.path(name));
  }

  oneOf<T extends string>(name: string, allowed: readonly T[]): T | undefined {
    const value = this.filled(name);
    if (value === undefined) return undefined;
    const found = allowed.find((one) => one === value);
    if (found !== undefined) return found;
    throw badParam(`Invalid ${this.path(name)}: must be one of ${allowed.join(', ')}`, this.path(name));
  }

  list(name: string): string[] {
    const value = this.tree[name];
    if (value === undefined || value === '') return [];
    if (typeof value === 'string') throw badParam('Invalid array', this.path(name));
    return Object.values(value).filter((item): item is string => typeof item === 'string');
  }

  /** A list of objects. */
  items(name: string): Params[] {
    const value = this.tree[name];
    if (value === undefined || value === '') return [];
    if (typeof value === 'string') throw badParam('Invalid array', this.path(name));
    return Object.entries(value).map(([index, item]) => {
      const path = `${this.path(name)}[${index}]`;
      if (typeof item === 'string') throw badParam('Invalid object', path);
      return new Params(item, path);
    });
  }

  /** The parameters as they came. */
  fields(): FormTree {
    return { ...this.tree };
  }

  nested(name: string): Params | undefined {
    const value = this.tree[name];
    if (value === undefined || value === '') return undefined;
    if (typeof value === 'string') throw badParam('Invalid object', this.path(name));
    return new Params(value, this.path(name));
  }

  names(): string[] {
    return Object.keys(this.tree);
  }

  /** Metadata after this call: keys are merged in, an empty value removes its key, an empty `metadata` removes all. */
  metadata(before: Metadata = {}): Metadata {
    const given = this.tree['metadata'];
    if (given === undefined) return before;
    if (typeof given === 'string') return {};
    const merged: Metadata = { ...before };
    for (const [key, value] of Object.entries(given)) {
      if (typeof value !== 'string') throw badParam('Invalid string: {...}', `metadata[${key}]`);
      checkMetadata(key, value);
      if (value === '') Reflect.deleteProperty(merged, key);
      else merged[key] = value;
    }
    if (Object.keys(merged).length > 50) {
      throw badParam('Metadata can have at most 50 keys.', 'metadata');
    }
    return merged;
  }

  private path(name: string): string {
    return this.prefix === '' ? name : `${this.prefix}[${name}]`;
  }
}

function checkMetadata(key: string, value: string): void {
  if (key.length > 40) {
    throw badParam(`Metadata keys can have up to 40 characters: ${key}`, `metadata[${key}]`);
  }
  if (value.length > 500) {
    throw badParam(`Metadata values can have up to 500 characters: ${key}`, `metadata[${key}]`);
  }
}
