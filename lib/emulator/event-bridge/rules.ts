import type { RuleState, Target as SdkTarget } from '@aws-sdk/client-eventbridge';
import type { Timer } from '../clock';
import type { Wire } from '../service';
import type { EventPattern } from './pattern/compile-pattern';

/** A target as it was put. */
export type Target = Wire<SdkTarget> & { readonly Id: string; readonly Arn: string };

/** A rule of a bus. */
export interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly busName: string;
  readonly pattern?: { readonly text: string; readonly matches: EventPattern };
  readonly schedule?: { readonly text: string };
  readonly description?: string;
  readonly roleArn?: string;
  state: RuleState;
  readonly targets: Map<string, Target>;
  /** The next firing of the schedule. */
  timer?: Timer;
}

/** A bus and its rules by name. */
export interface Bus {
  readonly name: string;
  readonly arn: string;
  /** Epoch seconds. */
  readonly createdAt: number;
  readonly description?: string;
  readonly rules: Map<string, Rule>;
}

/** The bus that AWS services send their events to. */
export const DEFAULT_BUS = 'default';
