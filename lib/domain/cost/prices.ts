/** US dollars an instance-hour by SageMaker instance type. */
export type InstancePrices = Readonly<Record<string, number>>;

/**
 * List prices of real-time inference in us-east-1, for the types met most. A rough guide: prices differ between
 * Regions and change, and nobody's discount is in here; whoever needs it exact brings a table of their own.
 */
export const sageMakerPrices: InstancePrices = {
  'ml.t2.medium': 0.056,
  'ml.t2.large': 0.111,
  'ml.t2.xlarge': 0.223,
  'ml.t2.2xlarge': 0.445,
  'ml.m5.large': 0.115,
  'ml.m5.xlarge': 0.23,
  'ml.m5.2xlarge': 0.461,
  'ml.m5.4xlarge': 0.922,
  'ml.m5.12xlarge': 2.765,
  'ml.m5.24xlarge': 5.53,
  'ml.c5.large': 0.102,
  'ml.c5.xlarge': 0.204,
  'ml.c5.2xlarge': 0.408,
  'ml.c5.4xlarge': 0.816,
  'ml.c5.9xlarge': 1.836,
  'ml.c5.18xlarge': 3.672,
  'ml.g4dn.xlarge': 0.7364,
  'ml.g4dn.2xlarge': 0.94,
  'ml.g4dn.4xlarge': 1.505,
  'ml.g4dn.8xlarge': 2.72,
  'ml.g4dn.12xlarge': 4.89,
  'ml.g4dn.16xlarge': 5.44,
  'ml.g5.xlarge': 1.408,
  'ml.g5.2xlarge': 1.515,
  'ml.g5.4xlarge': 2.03,
  'ml.g5.8xlarge': 3.06,
  'ml.g5.12xlarge': 7.09,
  'ml.g5.24xlarge': 10.18,
  'ml.g5.48xlarge': 20.36,
  'ml.p3.2xlarge': 3.825,
  'ml.p3.8xlarge': 14.688,
  'ml.p3.16xlarge': 28.152,
};

/**
 * List prices of what a release uses beside instances, US dollars, us-east-1: a state transition, an invocation of a
 * function with 512 MB for about a quarter of a second, a month of one CloudWatch alarm, a table write of the record.
 */
export const ORCHESTRATION_PRICES = {
  transition: 0.025 / 1000,
  invocation: 0.2 / 1e6 + 0.25 * 0.5 * 0.0000133334,
  alarmHour: 0.1 / 730,
  write: (8 * 0.625) / 1e6,
} as const;
