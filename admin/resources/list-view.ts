/** How a value is drawn. `word:x` looks the value up in the vocabulary `x` of the locale files. */
export type ColumnKind =
  | 'text'
  | 'code'
  | 'email'
  | 'instant'
  | 'day'
  | 'money'
  | 'method'
  | 'customer'
  | 'entity'
  | 'yes'
  | 'list'
  | 'json'
  | `word:${string}`
  | `badge:${string}`;

export interface Column {
  /** The row's field; also the label's key, `columns.<key>`. */
  readonly key: string;
  readonly kind: ColumnKind;
  /** The cell that opens the row. */
  readonly opens?: boolean;
  /** Second line under the value, in small type. */
  readonly under?: string;
  readonly underKind?: ColumnKind;
  /** Left out of the list and shown on the row's own page. */
  readonly detailOnly?: boolean;
}

export interface FilterField {
  /** The filter's name in the address; also the label's key, `filters.<key>`. */
  readonly key: string;
  readonly kind: 'search' | 'text' | 'choice' | 'customer' | 'day';
  /** Of a choice: its values, and the vocabulary they are called by. */
  readonly values?: readonly string[];
  readonly vocabulary?: string;
}

/** What the list and row pages draw; it travels to the browser inside the AdminJS action. */
export interface ListView {
  readonly columns: readonly Column[];
  readonly filters: readonly FilterField[];
  /** The action that opening a row goes to; none: rows do not open. */
  readonly opens?: string;
}
