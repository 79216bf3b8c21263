import { useSyncExternalStore } from 'react';
import type { Overview } from './care-types.js';
import { session, type SessionState } from './session.js';

/** The session as it stands. */
export function useSession(): SessionState {
  return useSyncExternalStore(session.subscribe, session.snapshot);
}

/** What is known of the customer; pages behind a session always know it. */
export function useOverview(): Overview {
  const { overview } = useSession();
  if (!overview) throw new Error('There is no session around this page.');
  return overview;
}
