export {};

/** Tells the page that shows or opened this one what became of a setup; a browser with neither goes on to the caller's address. */
const { setupId, status, origins = '', goOnTo } = document.documentElement.dataset;
const opener = window.opener as Window | null;
const listener = window.parent === window ? opener : window.parent;

const FORM_CLOSES_WITHIN_MS = 1_000;

function goOn(): void {
  if (goOnTo) window.location.replace(goOnTo);
  else if (opener) window.close();
}

if (listener) {
  const message = { type: 'omnicrm:setup-return', setup_id: setupId, status };
  for (const origin of origins.split(' ')) if (origin) listener.postMessage(message, origin);
  // Whoever opened this window may be no form of ours; ours has closed it by then.
  if (listener === opener) setTimeout(goOn, FORM_CLOSES_WITHIN_MS);
} else {
  goOn();
}
