import { estimateBurst } from '../../../lib/domain/evidence/burst';
import type { Counts } from '../../../lib/domain/evidence/counts';
import { judgeLook, type KpiEvidence } from '../../../lib/domain/evidence/judge-look';
import type { Rule } from './rules';

/** The burst size that the judge is told, or `estimate`: from the hour before the launch. */
export type Burst = number | 'estimate';

/** The judge of this project with its default settings, as a release calls it: one KPI, one look a minute. */
export function judge(told: {
  readonly burst: Burst;
  readonly history: readonly Counts[];
  readonly limit?: number;
  readonly tolerance?: number;
}): Rule {
  const burst = told.burst === 'estimate' ? estimateBurst(told.history).burst : told.burst;
  const settings = told.tolerance === undefined ? {} : { tolerance: told.tolerance };
  const tolerance = told.tolerance === undefined ? '' : `, tolerance ${told.tolerance}`;
  const limit = told.limit === undefined ? '' : `, limit ${told.limit * 100} %`;
  return {
    name: `this judge${limit}${tolerance}`,
    start: () => {
      let evidence: KpiEvidence | undefined;
      return (minute) => {
        const kpi = {
          kind: 'counts' as const,
          name: 'error_rate',
          burst,
          periods: [minute],
          ...(told.limit === undefined ? {} : { limit: told.limit }),
          ...(evidence?.kind === 'counts' ? { evidence } : {}),
        };
        const { verdict, findings } = judgeLook([kpi], { against: 'baseline', isBakeOver: false, settings });
        evidence = findings[0]?.evidence;
        return verdict === 'fail';
      };
    },
  };
}
