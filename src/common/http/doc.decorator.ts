import { SetMetadata } from '@nestjs/common';
import type { z } from 'zod';

/** What the OpenAPI document says of a route beyond its parameters. */
export interface RouteDoc {
  readonly summary: string;
  /** Schema of each success status; null has no body. */
  readonly returns: Readonly<Record<number, z.ZodType | null>>;
  /** Content type of the answer when it is not JSON. */
  readonly contentType?: string;
  /** Problems that this route is known for, beside those of every route. */
  readonly problems?: Readonly<Record<number, string>>;
}

export const ROUTE_DOC = 'omnicrm:doc';

/** Puts a route into the OpenAPI document. */
export function Doc(doc: RouteDoc): MethodDecorator {
  return SetMetadata(ROUTE_DOC, doc);
}
