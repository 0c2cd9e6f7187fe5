import { AwsError, type ServiceName } from '../service';

/** A token bucket: calls a second, and how many may come at once. */
interface RateLimit {
  readonly perSecond: number;
  /** @default perSecond */
  readonly burst?: number;
}

/** Rate limits by `Service.Operation`. */
export type RateLimits = Readonly<Record<string, RateLimit>>;

/** The documented default quotas of an account in a large Region. */
export const DEFAULT_RATE_LIMITS: RateLimits = {
  'CloudWatch.DescribeAlarms': { perSecond: 9 },
  'CloudWatch.PutMetricAlarm': { perSecond: 3 },
  'CloudWatch.PutCompositeAlarm': { perSecond: 3 },
  'CloudWatch.SetAlarmState': { perSecond: 3 },
  'CloudWatch.DeleteAlarms': { perSecond: 3 },
  'CloudWatch.EnableAlarmActions': { perSecond: 3 },
  'CloudWatch.DisableAlarmActions': { perSecond: 3 },
  'CloudWatch.DescribeAlarmHistory': { perSecond: 20 },
  'CloudWatch.GetMetricData': { perSecond: 500 },
  'CloudWatch.PutMetricData': { perSecond: 500 },
  'StepFunctions.StartExecution': { perSecond: 300, burst: 1300 },
  'StepFunctions.StopExecution': { perSecond: 200, burst: 1000 },
  'StepFunctions.DescribeExecution': { perSecond: 15, burst: 300 },
  'StepFunctions.GetExecutionHistory': { perSecond: 20, burst: 400 },
  'StepFunctions.ListExecutions': { perSecond: 5, burst: 200 },
  'StepFunctions.SendTaskSuccess': { perSecond: 500, burst: 3000 },
  'StepFunctions.SendTaskFailure': { perSecond: 500, burst: 3000 },
  'StepFunctions.SendTaskHeartbeat': { perSecond: 500, burst: 3000 },
  'StepFunctions.RedriveExecution': { perSecond: 300, burst: 1300 },
  'EventBridge.PutEvents': { perSecond: 10_000 },
  'EventBridge.PutRule': { perSecond: 50 },
  'EventBridge.PutTargets': { perSecond: 50 },
  'EventBridge.DescribeRule': { perSecond: 50 },
  'EventBridge.ListRules': { perSecond: 50 },
};

/** Takes a token for each call, or throws the service's throttling error. */
export function createRateLimiter(
  limits: RateLimits,
  now: () => number,
): (service: ServiceName, operation: string) => void {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (service, operation) => {
    const key = `${service}.${operation}`;
    const limit = limits[key];
    if (limit === undefined) return;
    const burst = limit.burst ?? limit.perSecond;
    const at = now();
    const bucket = buckets.get(key) ?? { tokens: burst, at };
    const tokens = Math.min(burst, bucket.tokens + ((at - bucket.at) / 1000) * limit.perSecond);
    if (tokens < 1) {
      buckets.set(key, { tokens, at });
      throw throttled(service);
    }
    buckets.set(key, { tokens: tokens - 1, at });
  };
}

function throttled(service: ServiceName): AwsError {
  return new AwsError(service === 'CloudWatch' ? 'Throttling' : 'ThrottlingException', 'Rate exceeded');
}
