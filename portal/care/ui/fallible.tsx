import { Component, type ReactNode } from 'react';
import { problemOf, type CareProblem } from '../care-problem.js';
import { TroublePage } from '../pages/trouble.js';

interface FallibleProps {
  readonly children: ReactNode;
}

interface FallibleState {
  readonly problem: CareProblem | null;
}

/** What cannot be shown says so instead of leaving an empty page; trying again loads the page anew. */
export class Fallible extends Component<FallibleProps, FallibleState> {
  override state: FallibleState = { problem: null };

  static getDerivedStateFromError(error: unknown): FallibleState {
    return { problem: problemOf(error) };
  }

  override componentDidMount(): void {
    addEventListener('online', this.again);
  }

  override componentWillUnmount(): void {
    removeEventListener('online', this.again);
  }

  override render(): ReactNode {
    const { problem } = this.state;
    return problem ? <TroublePage problem={problem} token={null} onRetry={reload} /> : this.props.children;
  }

  private readonly again = (): void => {
    if (this.state.problem) void reload();
  };
}

/** Not while offline, where the browser would show its own page in place of ours. */
async function reload(): Promise<void> {
  if (navigator.onLine) location.reload();
  return Promise.resolve();
}
