import { useEffect, useRef, useState } from 'react';
import { announce } from './announcer.js';
import { api } from './care-api.js';
import type { MethodList } from './care-types.js';
import { useTexts } from './language.js';
import { useOverview } from './use-session.js';
import { useResource, type Resource } from './use-resource.js';

const NONE: ReadonlySet<string> = new Set();

/** The methods on file, kept fresh; `fresh` are those that came while the page was open, also from elsewhere. */
export function useMethods(): { readonly list: Resource<MethodList>; readonly fresh: ReadonlySet<string> } {
  const texts = useTexts();
  const { version } = useOverview();
  const list = useResource('methods', version, () => api.methods());
  const before = useRef<MethodList | null>(null);
  const [fresh, setFresh] = useState(NONE);
  const { data } = list;
  useEffect(() => {
    const earlier = before.current;
    before.current = data;
    if (!earlier || !data) return;
    const old = new Set(earlier.data.map(({ id }) => id));
    const now = new Set(data.data.map(({ id }) => id));
    const added = data.data.filter(({ id }) => !old.has(id));
    const gone = earlier.data.filter(({ id }) => !now.has(id));
    const told = [
      ...added.map((method) => texts.methods.added(texts.nameOf(method))),
      ...gone.map((method) => texts.methods.gone(texts.nameOf(method))),
    ];
    if (told.length > 0) announce(told.join(' '));
    if (added.length > 0) setFresh((known) => new Set([...known, ...added.map(({ id }) => id)]));
  }, [data, texts]);
  return { list, fresh };
}
