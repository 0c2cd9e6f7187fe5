/** What a target can be. */
export type TargetKind = 'state machine' | 'function' | 'queue' | 'topic' | 'event bus' | 'log group';

const KINDS: readonly (readonly [RegExp, TargetKind])[] = [
  [/^arn:[^:]+:states:[^:]*:[^:]*:stateMachine:/, 'state machine'],
  [/^arn:[^:]+:lambda:[^:]*:[^:]*:function:/, 'function'],
  [/^arn:[^:]+:sqs:/, 'queue'],
  [/^arn:[^:]+:sns:/, 'topic'],
  [/^arn:[^:]+:events:[^:]*:[^:]*:event-bus\//, 'event bus'],
  [/^arn:[^:]+:logs:[^:]*:[^:]*:log-group:/, 'log group'],
];

/** The kind of a target by its ARN; `undefined` for what is not emulated. */
export function targetKind(arn: string): TargetKind | undefined {
  return KINDS.find(([pattern]) => pattern.test(arn))?.[1];
}
