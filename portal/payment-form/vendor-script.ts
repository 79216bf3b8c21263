import { LoadFailure } from './vendor-form.js';

// A script that a blocker swallows gives neither load nor error in some browsers.
const TIMEOUT_MS = 20_000;

const loading = new Map<string, Promise<void>>();

/** Loads a vendor's script once a page; a failed load may be tried again. */
export function loadVendorScript(url: string): Promise<void> {
  const known = loading.get(url);
  if (known) return known;
  const started = append(url).catch((error: unknown) => {
    loading.delete(url);
    throw error;
  });
  loading.set(url, started);
  return started;
}

function append(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    const fail = (): void => {
      script.remove();
      reject(new LoadFailure(navigator.onLine ? 'script_blocked' : 'network'));
    };
    const timer = setTimeout(fail, TIMEOUT_MS);
    script.addEventListener('load', () => {
      clearTimeout(timer);
      resolve();
    });
    script.addEventListener('error', () => {
      clearTimeout(timer);
      fail();
    });
    script.src = url;
    script.async = true;
    document.head.append(script);
  });
}
