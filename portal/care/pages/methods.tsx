import { Button } from 'react-aria-components/Button';
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { useState, type ReactNode } from 'react';
import { announce } from '../announcer.js';
import { api } from '../care-api.js';
import { problemOf } from '../care-problem.js';
import type { ListedMethod } from '../care-types.js';
import { GIVEN_UP, guarded } from '../fresh-check.js';
import { useLanguage, useTexts } from '../language.js';
import { isUsable, monthOf, urgencyOf } from '../method-words.js';
import { session } from '../session.js';
import { refusalOf } from '../texts.js';
import { Source } from '../ui/card-visual.js';
import { Icon } from '../ui/icon.js';
import { Loaded } from '../ui/loaded.js';
import { Badge, Empty, Ltr, Notice, PageLink } from '../ui/parts.js';
import { useMethods } from '../use-methods.js';
import { useTitle } from '../use-title.js';
import { Backups } from './backups.js';
import { RemoveDialog } from './remove-dialog.js';
import { RenameDialog } from './rename-dialog.js';

interface Opened {
  readonly dialog: 'remove' | 'rename';
  readonly method: ListedMethod;
}

/** Billing → Payment methods: the table, which is live. */
export function MethodsPage(): ReactNode {
  const language = useLanguage();
  const { texts } = language;
  const heading = useTitle(texts.methods.title);
  const { list, fresh } = useMethods();
  const [opened, setOpened] = useState<Opened | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const close = (): void => {
    setOpened(null);
  };
  const makeDefault = async (method: ListedMethod): Promise<void> => {
    setRefusal(null);
    try {
      await guarded(() => api.makeDefault(method.id));
      await Promise.all([list.reload(), session.refresh()]);
      announce(texts.methods.nowDefault(texts.nameOf(method)));
    } catch (error) {
      const problem = problemOf(error);
      if (problem.code !== GIVEN_UP) setRefusal(refusalOf(language, problem));
    }
  };
  return (
    <>
      <div className="page-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {texts.methods.title}
          </h1>
          <p className="muted">{texts.methods.lead}</p>
        </div>
        <PageLink to="add" className="button primary">
          <Icon name="plus" />
          {texts.methods.add}
        </PageLink>
      </div>
      {refusal !== null && <Notice tone="danger" title={refusal} isAlert />}
      <Loaded resource={list}>
        {({ data, backup }) =>
          data.length === 0 ? (
            <Empty icon="card" title={texts.methods.empty} body={texts.methods.emptyBody} />
          ) : (
            <>
              <MethodTable
                methods={data}
                fresh={fresh}
                onMakeDefault={(method) => void makeDefault(method)}
                onOpen={setOpened}
              />
              <Backups methods={data} backup={backup} onSaved={list.reload} />
            </>
          )
        }
      </Loaded>
      {opened?.dialog === 'rename' && (
        <RenameDialog method={opened.method} onClose={close} onDone={list.reload} />
      )}
      {opened?.dialog === 'remove' && (
        <RemoveDialog method={opened.method} onClose={close} onDone={list.reload} />
      )}
    </>
  );
}

interface TableProps {
  readonly methods: readonly ListedMethod[];
  readonly fresh: ReadonlySet<string>;
  readonly onMakeDefault: (method: ListedMethod) => void;
  readonly onOpen: (opened: Opened) => void;
}

// Rows stand as cards on a phone, where a table's own roles would be lost with its layout: so they are said.
function MethodTable({ methods, fresh, onMakeDefault, onOpen }: TableProps): ReactNode {
  const { title, columns } = useTexts().methods;
  return (
    <table className="table methods" role="table" aria-label={title}>
      <thead role="rowgroup">
        <tr role="row">
          {(['nickname', 'source', 'expiry', 'added', 'default'] as const).map((name) => (
            <th key={name} role="columnheader" scope="col">
              {columns[name]}
            </th>
          ))}
          <th role="columnheader" scope="col">
            <span className="sr">{columns.actions}</span>
          </th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {methods.map((method) => (
          <MethodRow
            key={method.id}
            method={method}
            isFresh={fresh.has(method.id)}
            onMakeDefault={onMakeDefault}
            onOpen={onOpen}
          />
        ))}
      </tbody>
    </table>
  );
}

type RowProps = Omit<TableProps, 'methods' | 'fresh'> & {
  readonly method: ListedMethod;
  readonly isFresh: boolean;
};

function MethodRow({ method, isFresh, onMakeDefault, onOpen }: RowProps): ReactNode {
  const { texts, instant } = useLanguage();
  const { columns, noNickname, isDefault, usedFor } = texts.methods;
  return (
    <tr role="row" className={isFresh ? 'fresh' : undefined}>
      <td role="cell" data-label={columns.nickname} className="cell-nickname">
        {method.nickname === null ? (
          <span className="muted">{noNickname}</span>
        ) : (
          <bdi className="nickname">{method.nickname}</bdi>
        )}
        {method.named_by.length > 0 && (
          <span className="muted small">{usedFor(method.named_by.join(texts.comma))}</span>
        )}
      </td>
      <td role="cell" data-label={columns.source} className="cell-source">
        <Source method={method} />
      </td>
      <td role="cell" data-label={columns.expiry} className="cell-expiry">
        <Expiry method={method} />
      </td>
      <td role="cell" data-label={columns.added} className="cell-added">
        <bdi>{instant(method.created_at)}</bdi>
      </td>
      <td role="cell" data-label={columns.default} className="cell-default">
        {method.is_default && (
          <span className="is-default">
            <Icon name="check" />
            <span className="is-default-word">{isDefault}</span>
          </span>
        )}
      </td>
      <td role="cell" className="cell-actions">
        <RowMenu method={method} onMakeDefault={onMakeDefault} onOpen={onOpen} />
      </td>
    </tr>
  );
}

function Expiry({ method }: { readonly method: ListedMethod }): ReactNode {
  const texts = useTexts();
  const month = monthOf(method);
  const badge = texts.badge(method);
  if (method.status === 'removing') return <Badge tone="neutral">{texts.methods.removing}</Badge>;
  if (month === null) return <span className="muted">–</span>;
  return (
    <span className="expiry">
      <Ltr>{month}</Ltr>
      {badge !== null && <Badge tone={urgencyOf(method) === 'expired' ? 'danger' : 'warning'}>{badge}</Badge>}
    </span>
  );
}

function RowMenu({
  method,
  onMakeDefault,
  onOpen,
}: Pick<RowProps, 'method' | 'onMakeDefault' | 'onOpen'>): ReactNode {
  const texts = useTexts();
  const { menu, makeDefault, rename, remove } = texts.methods;
  const canBeDefault = !method.is_default && isUsable(method);
  return (
    <MenuTrigger>
      <Button className="icon-button" aria-label={menu(texts.nameOf(method))}>
        <Icon name="more" />
      </Button>
      <Popover className="popover" placement="bottom end">
        <Menu
          className="menu"
          onAction={(key) => {
            if (key === 'default') onMakeDefault(method);
            else onOpen({ dialog: key === 'remove' ? 'remove' : 'rename', method });
          }}
        >
          {canBeDefault && (
            <MenuItem id="default" className="menu-item" textValue={makeDefault}>
              <Icon name="check" />
              {makeDefault}
            </MenuItem>
          )}
          <MenuItem id="rename" className="menu-item" textValue={rename}>
            <Icon name="pencil" />
            {rename}
          </MenuItem>
          <MenuItem id="remove" className="menu-item danger" textValue={remove}>
            <Icon name="trash" />
            {remove}
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
