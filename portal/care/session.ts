import { api, onSessionOver } from './care-api.js';
import { CareProblem, problemOf } from './care-problem.js';
import type { Overview } from './care-types.js';
import { newsBetween, type News } from './news.js';

const POLL_MS = 3_000;

/** Where the customer stands with us. */
export interface SessionState {
  readonly phase: 'opening' | 'open' | 'out' | 'failed';
  readonly overview: Overview | null;
  /** Why opening failed, or how a session ended. */
  readonly problem: CareProblem | null;
  /** Why what is shown may be out of date. */
  readonly trouble: 'offline' | 'unreachable' | null;
  /** What became better while the page was open. */
  readonly news: News | null;
}

/** The session and what is known of its customer, kept fresh while somebody looks. */
class Session {
  private state: SessionState = {
    phase: 'opening',
    overview: null,
    problem: null,
    trouble: null,
    news: null,
  };
  private readonly listeners = new Set<() => void>();
  private etag: string | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isAsking = false;
  /** Whether it was ever open in this window. */
  wasOpen = false;

  constructor() {
    onSessionOver(() => {
      if (this.state.phase === 'open') this.end(new CareProblem('session_over', 401));
    });
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') void this.refresh();
    });
    for (const event of ['focus', 'online'])
      addEventListener(event, () => {
        void this.refresh();
      });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): SessionState => this.state;

  /** Enters by a link, a code or the cookie that is there already. */
  async open(enter: () => Promise<Overview>): Promise<void> {
    this.set({ phase: 'opening', problem: null });
    try {
      this.apply(await enter());
    } catch (error) {
      const problem = problemOf(error);
      this.set({ phase: problem.status === 401 ? 'out' : 'failed', problem });
    }
  }

  /** Enters with the cookie of an earlier visit. */
  resume(): Promise<void> {
    return this.open(async () => {
      const answer = await api.overview(null);
      if (!answer) throw new CareProblem('server_error', 0);
      this.etag = answer.etag;
      return answer.overview;
    });
  }

  /** Takes a newer overview that some call answered. */
  apply(overview: Overview): void {
    const before = this.state.overview;
    this.wasOpen = true;
    const news = newsBetween(before, overview) ?? this.state.news;
    this.set({ phase: 'open', overview, problem: null, trouble: null, news });
    this.plan();
  }

  /** Asks at once, as after a change. */
  async refresh(): Promise<void> {
    if (this.state.phase !== 'open' || this.isAsking) return;
    this.isAsking = true;
    try {
      const answer = await api.overview(this.etag);
      if (answer) {
        this.etag = answer.etag;
        this.apply(answer.overview);
      } else if (this.snapshot().trouble) this.set({ trouble: null });
    } catch (error) {
      const { code, status } = problemOf(error);
      if (code === 'network') this.set({ trouble: 'offline' });
      else if (status >= 500) this.set({ trouble: 'unreachable' });
    } finally {
      this.isAsking = false;
      this.plan();
    }
  }

  end(problem: CareProblem | null): void {
    clearTimeout(this.timer);
    this.etag = null;
    this.set({ phase: 'out', overview: null, problem, news: null });
  }

  dismissNews(): void {
    if (this.state.news) this.set({ news: null });
  }

  private plan(): void {
    clearTimeout(this.timer);
    if (this.state.phase !== 'open') return;
    this.timer = setTimeout(() => {
      if (document.visibilityState === 'visible') void this.refresh();
    }, POLL_MS);
  }

  private set(change: Partial<SessionState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}

/** The one session of this page. */
export const session = new Session();
