import type { ReactElement } from 'react';

/** Our mark and name for dark ground; admin/images/ holds the same as files. */
export function Logo(): ReactElement {
  return (
    <span className="oc-logo">
      <svg
        viewBox="0 0 40 40"
        width="34"
        height="34"
        fill="none"
        strokeWidth="5.5"
        strokeLinecap="round"
        aria-hidden="true"
      >
        <path d="M29 30.72A14 14 0 1 1 29 9.28" stroke="#fff" />
        <path d="M32.98 14.76a14 14 0 0 1 0 10.48" stroke="#f2b134" />
      </svg>
      <span className="oc-logo-text">
        <strong>OmniCRM</strong> <span>Payments</span>
      </span>
    </span>
  );
}
