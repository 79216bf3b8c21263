import type { FormState } from './form-state.js';
import type { FormTexts } from './form-texts.js';
import type { Trouble } from './trouble.js';
import type { Notice } from './view.js';

/** What the buttons in notices do. */
export interface NoticeActions {
  readonly authenticate: () => void;
  readonly retry: () => void;
  readonly elsewhere: () => void;
}

/** What stands above the buttons in this state, if anything. */
export function noticeOf(
  state: FormState,
  trouble: Trouble | null,
  texts: FormTexts,
  actions: NoticeActions,
): Notice | null {
  if (state === 'needs_authentication')
    return {
      tone: 'info',
      icon: 'bank',
      text: texts.authentication,
      reference: null,
      action: { label: texts.authenticate, run: actions.authenticate },
    };
  if (!trouble) return null;
  const closed = trouble.key === 'closed';
  return {
    tone: closed ? 'info' : 'danger',
    icon: closed ? 'window' : 'alert',
    text: texts.trouble[trouble.key],
    reference: trouble.requestId ? texts.reference(trouble.requestId) : null,
    action: actionOf(state, trouble, texts, actions),
  };
}

function actionOf(
  state: FormState,
  trouble: Trouble,
  texts: FormTexts,
  actions: NoticeActions,
): Notice['action'] {
  if (trouble.key === 'page_blocked') return { label: texts.page.open, run: actions.elsewhere };
  return state === 'load_failed' ? { label: texts.retry, run: actions.retry } : null;
}
