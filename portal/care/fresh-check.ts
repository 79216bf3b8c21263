import { CareProblem } from './care-problem.js';

type Listener = (isWanted: boolean) => void;

let listener: Listener = () => undefined;
let settle: ((passed: boolean) => void) | null = null;

/** The dialog that asks for the code tells here that it is there. */
export function onCheckWanted(told: Listener): () => void {
  listener = told;
  return () => {
    listener = () => undefined;
  };
}

/** Asks the customer to confirm that it is them; false when they would rather not. */
export function askForCheck(): Promise<boolean> {
  return new Promise((resolve) => {
    settle = resolve;
    listener(true);
  });
}

/** The dialog is through. */
export function settleCheck(passed: boolean): void {
  listener(false);
  settle?.(passed);
  settle = null;
}

/** The customer closed the dialog: nothing was done, and there is nothing to explain. */
export const GIVEN_UP = 'given_up';

/** Does it; when the server wants a fresh proof first, asks for that and goes on by itself. */
export async function guarded<Answer>(act: () => Promise<Answer>): Promise<Answer> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof CareProblem) || error.code !== 'fresh_check_required') throw error;
    if (!(await askForCheck())) throw new CareProblem(GIVEN_UP, 0);
    return act();
  }
}
