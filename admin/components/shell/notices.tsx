import type { ReactElement } from 'react';
import { useEffect } from 'react';
import { AlertTriangle, CheckCircle, X } from 'react-feather';
import { useDispatch, useSelector } from 'react-redux';
import { t } from '../boot.js';

interface Notice {
  readonly id: string;
  readonly message: string;
  readonly type?: string;
}

const SHOWN_MS = 7_000;
const DROP_NOTICE = 'DROP_NOTICE';

/** What has just been done, told to screen readers too. The texts come translated. */
export function NoticeBox(): ReactElement {
  const notices = useSelector((state: { readonly notices: readonly Notice[] }) => state.notices);
  return (
    <div className="oc-notices" role="status" aria-live="polite">
      {notices.map((notice) => (
        <NoticeLine key={notice.id} notice={notice} />
      ))}
    </div>
  );
}

function NoticeLine({ notice }: { readonly notice: Notice }): ReactElement {
  const dispatch = useDispatch();
  const drop = (): void => {
    dispatch({ type: DROP_NOTICE, data: { noticeId: notice.id } });
  };
  useEffect(() => {
    const timer = setTimeout(drop, SHOWN_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [notice.id]);
  const bad = notice.type === 'error';
  return (
    <div className={`oc-notice${bad ? ' is-bad' : ''}`}>
      {bad ? <AlertTriangle size={18} aria-hidden="true" /> : <CheckCircle size={18} aria-hidden="true" />}
      <span>{notice.message}</span>
      <button type="button" className="oc-icon-button" aria-label={t('shell.dismiss')} onClick={drop}>
        <X size={16} aria-hidden="true" />
      </button>
    </div>
  );
}
