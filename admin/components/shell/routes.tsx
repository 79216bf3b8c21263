import type { ComponentType, ReactElement } from 'react';
import { Compass } from 'react-feather';
import { useSelector } from 'react-redux';
import { useParams } from 'react-router-dom';
import type { ListView } from '../../resources/list-view.js';
import { t } from '../boot.js';
import { ButtonLink } from '../kit/controls.js';
import { Empty } from '../kit/states.js';
import { Page } from '../kit/page.js';
import { userComponent } from './components.js';

interface ActionJson {
  readonly name: string;
  readonly component?: string;
  readonly custom: { readonly view?: ListView };
}

export interface ResourceJson {
  readonly id: string;
  readonly actions: readonly ActionJson[];
  readonly resourceActions: readonly ActionJson[];
}

/** What the page of one row is given. */
export interface RecordPageProps {
  readonly resource: ResourceJson;
  readonly action: ActionJson;
  readonly recordId: string;
}

/** What a list page is given. */
export interface ListPageProps {
  readonly resource: ResourceJson;
  readonly action: ActionJson;
}

/** AdminJS' route of a list, without its header and drawer: the list's own component draws the whole page. */
export function ResourceRoute(): ReactElement {
  const { resourceId = '' } = useParams();
  const resource = useResourceJson(resourceId);
  if (!resource) return <NotHere />;
  const action = resource.resourceActions.find((candidate) => candidate.name === 'list');
  const List = userComponent(action?.component) as ComponentType<ListPageProps> | null;
  if (!action || !List) return <NotHere />;
  return <List key={resourceId} resource={resource} action={action} />;
}

/** AdminJS' route of a row, without its own fetch: each page reads what it shows, through an action that checks the role. */
export function RecordActionRoute(): ReactElement {
  const { resourceId = '', recordId = '', actionName = '' } = useParams();
  const resource = useResourceJson(resourceId);
  if (!resource) return <NotHere />;
  const action = resource.actions.find((candidate) => candidate.name === actionName);
  const Page = userComponent(action?.component) as ComponentType<RecordPageProps> | null;
  if (!action || !Page) return <NotHere />;
  return <Page key={recordId} resource={resource} action={action} recordId={recordId} />;
}

/** There is no such page, or not for this person: AdminJS tells the browser only of what their role may see. */
function NotHere(): ReactElement {
  return (
    <Page title={t('plain.notFound')}>
      <Empty
        heading="h1"
        icon={<Compass size={22} />}
        title={t('plain.notFound')}
        text={t('plain.notFoundText')}
      >
        <ButtonLink to="/admin">{t('plain.home')}</ButtonLink>
      </Empty>
    </Page>
  );
}

function useResourceJson(resourceId: string): ResourceJson | undefined {
  const resources = useSelector((state: { readonly resources: readonly ResourceJson[] }) => state.resources);
  return resources.find((candidate) => candidate.id === resourceId);
}
