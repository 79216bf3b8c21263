import { useEffect, useRef, type RefObject } from 'react';

let isFirst = true;

/**
 * Names the document after the page's heading and puts the focus there when a page is opened, as a loaded page would begin anew. The
 * first page that is shown leaves the focus where it is.
 */
export function useTitle(
  title: string,
  { isMoved = true }: { readonly isMoved?: boolean } = {},
): RefObject<HTMLHeadingElement> {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = title;
  }, [title]);
  const moves = useRef(isMoved);
  useEffect(() => {
    const isLanding = location.pathname.startsWith('/care/l/');
    if (moves.current && (!isFirst || isLanding)) heading.current?.focus({ preventScroll: true });
    isFirst = false;
  }, []);
  return heading;
}
