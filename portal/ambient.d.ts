declare module '*.css' {
  const text: string;
  export default text;
}

// The vendor port, whose decline table the form shares, names Node's type for a raw webhook body.
type Buffer = Uint8Array;

declare module 'react-dom/client' {
  import type { ReactNode } from 'react';
  /** A place in the document that React draws into. */
  export function createRoot(container: Element): { render(node: ReactNode): void };
}

declare module 'react-dom' {
  import type { ReactNode, ReactPortal } from 'react';
  /** Draws into another place of the document. */
  export function createPortal(children: ReactNode, container: Element): ReactPortal;
}
