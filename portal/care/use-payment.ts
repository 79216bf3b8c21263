import { useCallback, useEffect, useRef, useState } from 'react';
import { api } from './care-api.js';
import { problemOf, type CareProblem } from './care-problem.js';
import type { PaymentStanding } from './care-types.js';
import { GIVEN_UP, guarded } from './fresh-check.js';
import { session } from './session.js';

const ASK_MS = 1_500;
const LONG_MS = 20_000;
const ON_ITS_WAY = new Set(['pending', 'unknown', 'requires_action']);

/** One payment from the wish to its end. */
export interface PaymentRun {
  readonly step: 'idle' | 'working' | 'bank' | 'declined' | 'failed' | 'review' | 'done';
  readonly standing: PaymentStanding | null;
  readonly problem: CareProblem | null;
  readonly isLong: boolean;
  readonly start: (pay: (key: string) => Promise<PaymentStanding>) => Promise<void>;
  readonly reset: () => void;
}

const STEPS: Readonly<Record<string, PaymentRun['step']>> = {
  pending: 'working',
  unknown: 'working',
  requires_action: 'bank',
  succeeded: 'done',
  partially_refunded: 'done',
  refunded: 'done',
  review: 'review',
  declined: 'declined',
  canceled: 'declined',
};

/** Pays once however often the button is pressed, and follows what becomes of it. */
export function usePayment(): PaymentRun {
  const [standing, setStanding] = useState<PaymentStanding | null>(null);
  const [problem, setProblem] = useState<CareProblem | null>(null);
  const [isWorking, setWorking] = useState(false);
  const [isLong, setLong] = useState(false);
  // The same wish again after a lost answer is the same payment; one after a decline is another.
  const key = useRef<string | null>(null);
  const start = useCallback(async (pay: (key: string) => Promise<PaymentStanding>) => {
    key.current ??= crypto.randomUUID();
    const mine = key.current;
    setProblem(null);
    setWorking(true);
    try {
      const answer = await guarded(() => pay(mine));
      key.current = null;
      setStanding(answer);
      void session.refresh();
    } catch (error) {
      const found = problemOf(error);
      if (found.code !== 'network' && found.status < 500) key.current = null;
      if (found.code !== GIVEN_UP) setProblem(found);
    } finally {
      setWorking(false);
    }
  }, []);
  const reset = useCallback(() => {
    key.current = null;
    setStanding(null);
    setProblem(null);
    setLong(false);
  }, []);
  useFollowed(standing, setStanding, setLong);
  return { step: stepOf(standing, problem, isWorking), standing, problem, isLong, start, reset };
}

function stepOf(
  standing: PaymentStanding | null,
  problem: CareProblem | null,
  isWorking: boolean,
): PaymentRun['step'] {
  if (isWorking) return 'working';
  if (problem) return 'failed';
  return standing ? (STEPS[standing.state] ?? 'working') : 'idle';
}

function useFollowed(
  standing: PaymentStanding | null,
  setStanding: (standing: PaymentStanding) => void,
  setLong: (isLong: boolean) => void,
): void {
  const id = standing?.id;
  const isOpen = standing !== null && ON_ITS_WAY.has(standing.state);
  useEffect(() => {
    if (!isOpen || !id) return;
    const long = setTimeout(() => {
      setLong(true);
    }, LONG_MS);
    const timer = setInterval(() => {
      // A question that fails is asked again by the next one.
      api.payment(id).then(
        (now) => {
          setStanding({ ...now, id });
          if (!ON_ITS_WAY.has(now.state)) void session.refresh();
        },
        () => undefined,
      );
    }, ASK_MS);
    return () => {
      clearTimeout(long);
      clearInterval(timer);
    };
  }, [id, isOpen, setStanding, setLong]);
}
