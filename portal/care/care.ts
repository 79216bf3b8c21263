import { make } from '../dom.js';
import { CareProblem, LinkApi } from './link-api.js';
import { LinkView } from './link-view.js';
import { showMessage } from './message-view.js';
import { Page } from './page.js';
import type { CareTexts, PageText } from './care-texts.js';

const page = new Page();
const api = new LinkApi(decodeURIComponent(location.pathname.split('/').pop() ?? ''));

async function open(): Promise<void> {
  page.clear();
  page.tell((texts) => {
    page.announce(texts.loading);
  });
  page.show(loadingView(), { focus: false });
  try {
    const state = await api.open();
    page.announce('');
    page.prefer(state.locale);
    new LinkView(page, api, state).show();
  } catch (error) {
    page.announce('');
    explain(error);
  }
}

function explain(error: unknown): void {
  const problem = error instanceof CareProblem ? error : new CareProblem('server_error', 0, null);
  if (problem.code === 'link_expired') {
    showMessage(page, {
      tone: 'warning',
      icon: 'clock',
      text: (texts) => texts.expiredLink,
      act: requestNewLink,
    });
    return;
  }
  if (problem.code === 'link_revoked') {
    showMessage(page, { tone: 'info', icon: 'check', text: (texts) => texts.revokedLink });
    return;
  }
  if (problem.code === 'link_invalid' || problem.status === 404) {
    showMessage(page, { tone: 'info', icon: 'link', text: (texts) => texts.invalidLink });
    return;
  }
  const icon = problem.code === 'network' ? 'offline' : 'alert';
  showMessage(page, {
    tone: 'warning',
    icon,
    text: wordsFor(problem),
    requestId: problem.request_id,
    act: open,
  });
}

async function requestNewLink(): Promise<void> {
  try {
    await api.requestNewLink();
    showMessage(page, { tone: 'success', icon: 'mail', text: (texts) => texts.newLinkSent });
  } catch (error) {
    explain(error);
  }
}

function wordsFor(problem: CareProblem): (texts: CareTexts) => PageText {
  if (problem.code === 'network') return (texts) => texts.network;
  if (problem.status === 429) return (texts) => texts.tooMany;
  return (texts) => texts.serverError;
}

function loadingView(): HTMLElement {
  return make(
    'div',
    { class: 'link', attrs: { 'aria-hidden': 'true' } },
    make('div', { class: 'card-holder' }, make('div', { class: 'card blank' })),
    make('div', { class: 'panel blank' }, make('span'), make('span'), make('span')),
  );
}

void open();
