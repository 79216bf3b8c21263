import type { ReactElement } from 'react';
import { Link } from 'react-router-dom';

/** A customer by name, leading to what he owes. */
export function CustomerLink({
  id,
  name,
}: {
  readonly id: string | null;
  readonly name: string | null;
}): ReactElement {
  if (id === null) return <span className="oc-faint">–</span>;
  return (
    <Link to={`/admin/resources/customers/records/${id}/billing`}>
      <bdi>{name ?? id}</bdi>
    </Link>
  );
}
