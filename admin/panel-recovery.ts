import type { Actor } from '../src/common/http/principal.js';
import type { Stage } from './panel-dunning.js';
import type { MoneyView, PanelLocale } from './panel-lists.js';

/** What the report of recovery is split by. */
export const RECOVERY_GROUPS = ['bucket', 'vendor', 'stage', 'month'] as const;

export interface RecoveryFilter {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly group_by: (typeof RECOVERY_GROUPS)[number];
}

export interface RecoveryFigures {
  readonly cases: number;
  readonly money: MoneyView;
  readonly open: number;
  readonly written_off: number;
  readonly closed: number;
  readonly recovered: { readonly cases: number; readonly money: MoneyView; readonly share: number };
  readonly days_to_recovery: { readonly mean: number; readonly median: number } | null;
}

export interface RecoveryReport {
  readonly from: string;
  readonly to: string;
  readonly data: readonly {
    readonly currency: string;
    readonly total: RecoveryFigures;
    readonly groups: readonly (RecoveryFigures & { readonly key: string })[];
    readonly open_by_stage: readonly {
      readonly stage: Stage;
      readonly cases: number;
      readonly money: MoneyView;
    }[];
  }[];
}

export interface RecoveryPort {
  report(filter: RecoveryFilter, actor: Actor): Promise<RecoveryReport>;
  exportCsv(filter: RecoveryFilter, locale: PanelLocale, actor: Actor): Promise<Iterable<string>>;
}
