import { useNotice } from 'adminjs';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useSelector } from 'react-redux';
import { useLocation, useSearchParams } from 'react-router-dom';
import { asPanelError, type PanelError } from './api.js';

/** Something being read: `data` stays on screen while it is read again. */
export interface Load<T> {
  readonly data: T | null;
  readonly error: PanelError | null;
  readonly loading: boolean;
  readonly reload: () => void;
}

/** Reads when `key` changes, and again on `reload`; answers that come too late are dropped. */
export function useLoad<T>(key: string, fetch: () => Promise<T>): Load<T> {
  const [state, setState] = useState<{
    key: string;
    data: T | null;
    error: PanelError | null;
    loading: boolean;
  }>({
    key: '',
    data: null,
    error: null,
    loading: true,
  });
  const [turn, setTurn] = useState(0);
  const latest = useRef(fetch);
  latest.current = fetch;
  useEffect(() => {
    let dropped = false;
    setState((before) => ({ ...before, loading: true, error: null }));
    latest.current().then(
      (data) => {
        if (!dropped) setState({ key, data, error: null, loading: false });
      },
      (error: unknown) => {
        if (!dropped) setState((before) => ({ ...before, key, error: asPanelError(error), loading: false }));
      },
    );
    return () => {
      dropped = true;
    };
  }, [key, turn]);
  const reload = useCallback(() => {
    setTurn((before) => before + 1);
  }, []);
  return { data: state.data, error: state.error, loading: state.loading, reload };
}

/** The last value that was not null under this key, for what the server tells with a first page only. */
export function useKept<T>(key: string, value: T | null): T | null {
  const kept = useRef({ key, value });
  if (kept.current.key !== key || value !== null) kept.current = { key, value };
  return kept.current.value;
}

export interface Task<Args extends readonly unknown[]> {
  readonly run: (...args: Args) => Promise<void>;
  readonly busy: boolean;
  readonly error: PanelError | null;
  readonly clear: () => void;
}

/** Something being done on a click: one at a time, with its error kept for the screen. */
export function useTask<Args extends readonly unknown[]>(
  action: (...args: Args) => Promise<void>,
): Task<Args> {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<PanelError | null>(null);
  const isRunning = useRef(false);
  const run = async (...args: Args): Promise<void> => {
    if (isRunning.current) return;
    isRunning.current = true;
    setBusy(true);
    setError(null);
    try {
      await action(...args);
    } catch (thrown) {
      setError(asPanelError(thrown));
    } finally {
      isRunning.current = false;
      setBusy(false);
    }
  };
  return {
    run,
    busy,
    error,
    clear: () => {
      setError(null);
    },
  };
}

export interface SignedIn {
  readonly name: string;
  readonly email: string;
  readonly role: string;
  readonly scopes: readonly string[];
}

/** Who uses this page. */
export function useSignedIn(): SignedIn {
  return useSelector((state: { readonly session: SignedIn }) => state.session);
}

/** Whether this person may do a thing; buttons that would be refused are not shown. */
export function useMay(): (scope: string) => boolean {
  const { scopes } = useSignedIn();
  return (scope) => scopes.includes(scope);
}

/** Shows a short text for a moment. */
export function useSay(): (message: string, type?: 'success' | 'error') => void {
  const notice = useNotice();
  return (message, type = 'success') => {
    notice({ message, type });
  };
}

interface Trail {
  readonly trail?: readonly string[];
}

export interface Address {
  /** The filter and cursor as they stand in the address. */
  readonly values: Readonly<Record<string, string>>;
  readonly page: number;
  /** Changes filters, which begins at the first page again. */
  readonly filter: (patch: Readonly<Record<string, string | null>>, replace?: boolean) => void;
  readonly next: (cursor: string) => void;
  /** Null on the first page. */
  readonly previous: (() => void) | null;
}

/** A list's filter and place, kept in the address so that it can be saved, sent and gone back to. */
export function useAddress(): Address {
  const [params, setParams] = useSearchParams();
  const trail = (useLocation().state as Trail | null)?.trail ?? [];
  const values = Object.fromEntries(params);
  const { cursor, ...filters } = values;
  const go = (cursorAt: string | null, left: readonly string[]): void => {
    setParams(cursorAt ? { ...filters, cursor: cursorAt } : filters, { state: { trail: left } });
  };
  return {
    values,
    page: trail.length + 1,
    filter: (patch, replace = false) => {
      const kept = Object.entries({ ...filters, ...patch }).filter((entry): entry is [string, string] =>
        Boolean(entry[1]),
      );
      setParams(Object.fromEntries(kept), { replace });
    },
    next: (to) => {
      go(to, [...trail, cursor ?? '']);
    },
    // A page opened from a bookmark does not know the ones before it: there the way back leads to the first.
    previous: cursor
      ? () => {
          go(trail.at(-1) ?? null, trail.slice(0, -1));
        }
      : null,
  };
}
