const NEXT = {
  waiting: ['loading', 'load_failed'],
  loading: ['ready', 'load_failed', 'loading'],
  ready: ['submitting', 'loading', 'failed', 'ready'],
  submitting: ['submitting', 'ready', 'needs_authentication', 'declined', 'failed', 'loading', 'done'],
  needs_authentication: ['submitting', 'loading'],
  declined: ['submitting', 'loading', 'failed', 'ready'],
  failed: ['submitting', 'loading', 'ready'],
  load_failed: ['loading', 'load_failed'],
  done: ['loading'],
} as const satisfies Record<string, readonly string[]>;

/** Where the form stands; reflected in its `state` attribute. */
export type FormState = keyof typeof NEXT;

/** Whether the form can go from one state to the other. */
export function mayFollow(from: FormState, to: FormState): boolean {
  return (NEXT[from] as readonly FormState[]).includes(to);
}

/** Whether the customer can type and submit now. */
export function acceptsInput(state: FormState): boolean {
  return state === 'ready' || state === 'declined' || state === 'failed';
}
