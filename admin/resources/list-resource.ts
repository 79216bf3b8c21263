import {
  BaseProperty,
  BaseRecord,
  BaseResource,
  type ActionContext,
  type ActionRequest,
  type Filter,
  type ParamsType,
  type ResourceOptions,
} from 'adminjs';
import { z } from 'zod';
import { DomainError } from '../../src/common/errors/domain-error.js';
import type { Actor, Scope } from '../../src/common/http/principal.js';
import { actorOfCall, allowed, readAction, recordPage } from '../actions/panel-action.js';
import type { ListAnswer } from '../contract.js';
import type { ListSource } from '../panel-services.js';
import type { ListView } from './list-view.js';

const PAGE_SIZE = 50;

const rowId = z.uuid();

/** All that one read-only list of the panel says about itself. */
export interface ListDefinition<Row extends { readonly id: string }, Query> {
  readonly id: string;
  readonly icon: string;
  /** Sidebar group, `groups.<name>` of the locale files. */
  readonly group: string;
  readonly scope: Scope;
  readonly source: ListSource<Row, Query>;
  /** Reads the filter from the address' values; strict, so that a misspelt filter is told and not ignored. */
  readonly filter: z.ZodType<Query>;
  readonly title: (row: Row) => string;
  readonly view: ListView;
  readonly component?: string;
  /** The row's own page, where there is one. */
  readonly page?: string;
}

/**
 * An AdminJS resource over a query of ours. Reading goes page by page along the list's index; AdminJS' own page numbers, counts and
 * writes do not exist here: what changes anything is an action that calls a service.
 */
export class ListResource<Row extends { readonly id: string }, Query> extends BaseResource {
  constructor(private readonly definition: ListDefinition<Row, Query>) {
    super(definition);
  }

  override id(): string {
    return this.definition.id;
  }

  override databaseName(): string {
    return 'OmniCRM';
  }

  override properties(): BaseProperty[] {
    return [new BaseProperty({ path: 'id', isId: true }), new BaseProperty({ path: 'title' })];
  }

  override property(path: string): BaseProperty | null {
    return this.properties().find((property) => property.path() === path) ?? null;
  }

  /** Never counts further than the source's cap. */
  override async count(filter: Filter, context: ActionContext): Promise<number> {
    const count = await this.definition.source.count?.(this.plain(filter), actorOfCall(context.currentAdmin));
    return count?.value ?? 0;
  }

  /** The first page only; later ones are reached by cursor, through the list action. */
  override async find(
    filter: Filter,
    options: { limit?: number; offset?: number },
    context: ActionContext,
  ): Promise<BaseRecord[]> {
    if (options.offset) return [];
    const page = await this.definition.source.list(
      { filter: this.plain(filter), cursor: null, limit: options.limit ?? PAGE_SIZE },
      actorOfCall(context.currentAdmin),
    );
    return page.data.map((row) => this.record(row));
  }

  override async findOne(id: string, context: ActionContext): Promise<BaseRecord | null> {
    if (!rowId.safeParse(id).success) return null;
    try {
      return this.record(await this.definition.source.get(id, actorOfCall(context.currentAdmin)));
    } catch (error) {
      if (error instanceof DomainError && error.kind === 'not_found') return null;
      throw error;
    }
  }

  override async findMany(ids: string[], context: ActionContext): Promise<BaseRecord[]> {
    const records = await Promise.all(ids.map((id) => this.findOne(id, context)));
    return records.filter((record) => record !== null);
  }

  override create(): Promise<ParamsType> {
    return Promise.reject(readOnly());
  }

  override update(): Promise<ParamsType> {
    return Promise.reject(readOnly());
  }

  override delete(): Promise<void> {
    return Promise.reject(readOnly());
  }

  private record(row: Row): BaseRecord {
    return new BaseRecord({ id: row.id, title: this.definition.title(row) }, this);
  }

  private plain(filter: Filter): Query {
    const values = Object.values(filter.filters).map(({ path, value }) => [path, value] as const);
    return this.definition.filter.parse(Object.fromEntries(values));
  }
}

/** The resource with its list page, its row page, and none of AdminJS' writes. */
export function listResource<Row extends { readonly id: string }, Query>(
  definition: ListDefinition<Row, Query>,
  actions: NonNullable<ResourceOptions['actions']> = {},
): { resource: ListResource<Row, Query>; options: ResourceOptions } {
  const { scope, source, view } = definition;
  const byId = z.strictObject({ id: z.uuid() });
  return {
    resource: new ListResource(definition),
    options: {
      navigation: { name: definition.group, icon: definition.icon },
      actions: {
        ...NO_WRITES,
        list: {
          actionType: 'resource',
          component: definition.component ?? 'KeysetList',
          hideActionHeader: true,
          showFilter: false,
          isAccessible: allowed(scope),
          custom: { view },
          handler: async (request: ActionRequest, _response: unknown, context: ActionContext) =>
            listPage(
              definition,
              { ...(request.query as object | undefined) },
              actorOfCall(context.currentAdmin),
            ),
        },
        show: definition.page ? recordPage(scope, definition.page) : NEVER,
        row: readAction(scope, byId, async ({ id }, actor) => ({ row: await source.get(id, actor) })),
        ...actions,
      },
    } as ResourceOptions,
  };
}

/** One page of a list, from the raw values of its address. */
export async function listPage<Row extends { readonly id: string }, Query>(
  { source, filter }: Pick<ListDefinition<Row, Query>, 'source' | 'filter'>,
  given: Readonly<Record<string, unknown>>,
  actor: Actor,
): Promise<ListAnswer<Row>> {
  const { cursor, ...values } = given;
  const query = readAddress(filter, values);
  const at = typeof cursor === 'string' && cursor !== '' ? cursor : null;
  const [page, count] = await Promise.all([
    source.list({ filter: query, cursor: at, limit: PAGE_SIZE }, actor),
    at === null ? (source.count?.(query, actor) ?? null) : null,
  ]);
  return { rows: page.data, next_cursor: page.next_cursor, count };
}

function readAddress<Query>(filter: z.ZodType<Query>, values: Readonly<Record<string, unknown>>): Query {
  const parsed = filter.safeParse(
    Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '')),
  );
  if (parsed.success) return parsed.data;
  throw new DomainError({
    kind: 'invalid',
    code: 'validation_failed',
    detail: 'The filter in the address is not one of this list.',
    errors: parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })),
  });
}

const NEVER = { isAccessible: false, isVisible: false } as const;
const NO_WRITES = { new: NEVER, edit: NEVER, delete: NEVER, bulkDelete: NEVER, search: NEVER };

function readOnly(): DomainError {
  return new DomainError({ kind: 'forbidden', code: 'forbidden', detail: 'This list is for reading.' });
}
