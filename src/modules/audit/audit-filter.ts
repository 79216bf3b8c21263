/** What an `entity` filter names: things of one type, one thing of a type, or one thing by its id alone. */
export interface EntityFilter {
  readonly type: string | null;
  readonly id: string | null;
}

const TYPE = /^[a-z][a-z_]*$/;

/** Reads `customer`, `customer:<id>` or `<id>`. */
export function entityFilter(text: string): EntityFilter {
  if (TYPE.test(text)) return { type: text, id: null };
  const [type = '', ...rest] = text.split(':');
  if (rest.length > 0 && TYPE.test(type)) return { type, id: rest.join(':') };
  return { type: null, id: text };
}
