import type { ReactElement, ReactNode } from 'react';

/** What stands above a column: words, `hidden` ones for screen readers alone, `end` ones at the far edge, or something else as a whole cell. */
export type Head = string | { readonly hidden: string } | { readonly end: string } | ReactElement;

interface TableProps {
  readonly heads: readonly Head[];
  /** A line below each row, for tables whose rows lead nowhere. */
  readonly ruled?: boolean;
  readonly className?: string;
  /** What stands below the rows. */
  readonly foot?: ReactNode;
  /** The rows. */
  readonly children: ReactNode;
}

/** Every table of the panel; on a phone each row is a card, whose values are called as their `data-label` says. */
export function Table({ heads, ruled = false, className, foot, children }: TableProps): ReactElement {
  return (
    <div className="oc-table-wrap">
      <table className={['oc-table', ruled ? 'oc-ruled' : '', className ?? ''].filter(Boolean).join(' ')}>
        <thead>
          <tr>{heads.map((head, index) => cellOf(head, index))}</tr>
        </thead>
        <tbody>{children}</tbody>
        {foot}
      </table>
    </div>
  );
}

function cellOf(head: Head, index: number): ReactElement {
  if (typeof head === 'string')
    return (
      <th key={index} scope="col">
        {head}
      </th>
    );
  if ('hidden' in head)
    return (
      <th key={index} scope="col">
        <span className="oc-hidden">{head.hidden}</span>
      </th>
    );
  if ('end' in head)
    return (
      <th key={index} scope="col" className="oc-end">
        {head.end}
      </th>
    );
  return head;
}
