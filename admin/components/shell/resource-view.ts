import { useSelector } from 'react-redux';
import type { ListView } from '../../resources/list-view.js';
import type { ResourceJson } from './routes.js';

const NOTHING: ListView = { columns: [], filters: [] };

/** What the list of another resource looks like, for showing it inside a page. */
export function useResourceView(resourceId: string): ListView {
  const resources = useSelector((state: { readonly resources: readonly ResourceJson[] }) => state.resources);
  const resource = resources.find((candidate) => candidate.id === resourceId);
  return resource?.actions.find((action) => action.name === 'list')?.custom.view ?? NOTHING;
}
