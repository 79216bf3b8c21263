import type { StoredMethod } from './contract.js';
import { acceptsInput } from './form-state.js';
import type { FormState } from './form-state.js';
import type { FormTexts } from './form-texts.js';
import { noticeOf } from './notices.js';
import type { NoticeActions } from './notices.js';
import type { Trouble } from './trouble.js';
import type { FormKind } from './vendor-form.js';
import type { FormView } from './view.js';

/** Everything that decides what stands in the form. */
export interface Scene {
  readonly state: FormState;
  readonly trouble: Trouble | null;
  readonly kind: FormKind;
  /** The vendor has the method already. */
  readonly confirmed: boolean;
  /** The vendor's page stands in a tab of its own. */
  readonly isElsewhere: boolean;
  /** What was added, once it is. */
  readonly method: StoredMethod | null;
}

/** Puts a scene into words and shows the buttons that belong to it. */
export function showScene(view: FormView, scene: Scene, texts: FormTexts, actions: NoticeActions): void {
  const { state, trouble } = scene;
  showButton(view, scene, texts);
  view.say(state === 'loading' || state === 'ready' || state === 'submitting' ? texts.status[state] : '');
  view.showNotice(noticeOf(state, trouble, texts, actions));
  view.showElsewhere(offersWayOut(scene) ? texts.page : null, scene.isElsewhere, actions.elsewhere);
  view.showDone(state === 'done' && scene.method ? doneTexts(texts, scene.method) : null);
}

function showButton(view: FormView, scene: Scene, texts: FormTexts): void {
  const { state, kind, confirmed } = scene;
  const busy = state === 'submitting';
  const sentByUs = kind === 'fields';
  const progress = confirmed ? texts.submitting : texts.status.submitting;
  view.busy(buttonText(scene, texts), busy);
  view.submitVisible(sentByUs || (confirmed && !busy));
  view.showProgress(busy && !sentByUs ? progress : null);
}

function buttonText({ state, confirmed }: Scene, texts: FormTexts): string {
  if (state === 'submitting') return texts.submitting;
  return confirmed ? texts.finish : texts.submit;
}

function offersWayOut({ state, trouble, kind, confirmed }: Scene): boolean {
  return kind === 'page' && acceptsInput(state) && !confirmed && trouble?.key !== 'page_blocked';
}

function doneTexts(texts: FormTexts, method: StoredMethod): { title: string; text: string; note: string } {
  return {
    title: texts.doneTitle,
    text: texts.added(method),
    note: method.is_default ? texts.nowDefault : '',
  };
}
