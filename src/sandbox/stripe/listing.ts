import { badParam, noSuch } from './api-error.js';
import { type PageRequest, type RecordPage } from '../kit/index.js';
import { type Params } from './params.js';
import { type WireList } from './wire.js';

const CREATED = ['gt', 'gte', 'lt', 'lte'] as const;

/** The parameters that every list takes. */
export const PAGE_PARAMS = ['limit', 'starting_after', 'ending_before', 'created'] as const;

/** The page that a list call asks for; a cursor must name something that exists. */
export function pageRequest(params: Params, noun: string, known: (id: string) => boolean): PageRequest {
  const limit = params.integer('limit') ?? 10;
  if (limit < 1 || limit > 100) {
    throw badParam('Invalid limit: must be between 1 and 100.', 'limit', 'parameter_invalid_integer');
  }
  const request: PageRequest = { limit };
  const after = params.filled('starting_after');
  const before = params.filled('ending_before');
  if (after !== undefined && before !== undefined) {
    throw badParam(
      'You may only specify one of these parameters: ending_before, starting_after.',
      'ending_before',
    );
  }
  if (after !== undefined) request.startingAfter = cursor(after, 'starting_after', noun, known);
  if (before !== undefined) request.endingBefore = cursor(before, 'ending_before', noun, known);
  return request;
}

function cursor(id: string, param: string, noun: string, known: (id: string) => boolean): string {
  if (known(id)) return id;
  throw noSuch(noun, id, param, 400);
}

/** The filter that `created` asks for: a moment or a range. */
export function createdFilter(params: Params): (record: { created: number }) => boolean {
  if (!params.has('created')) return () => true;
  const range = exactMoment(params) ?? params.nested('created');
  if (range === undefined) return () => true;
  if (typeof range === 'number') return ({ created }) => created === range;
  const [gt, gte, lt, lte] = CREATED.map((name) => range.integer(name));
  return ({ created }) =>
    (gt === undefined || created > gt) &&
    (gte === undefined || created >= gte) &&
    (lt === undefined || created < lt) &&
    (lte === undefined || created <= lte);
}

function exactMoment(params: Params): number | undefined {
  return params.isText('created') ? params.integer('created') : undefined;
}

/** A page as Stripe writes it. */
export function wireList<T>(page: RecordPage<T>, url: string, wireOf: (record: T) => object): WireList {
  return { object: 'list', data: page.records.map(wireOf), has_more: page.hasMore, url };
}
