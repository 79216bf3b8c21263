import { CareProblem } from './care-problem.js';

/** A part of the pages' script that comes when it is needed; one that does not come is trouble with the connection. */
export function partOf<Part>(load: () => Promise<Part>): () => Promise<Part> {
  return () =>
    load().catch(() => {
      throw new CareProblem('network', 0);
    });
}
