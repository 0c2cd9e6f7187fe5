/** Another flow owns the endpoint now; whoever meets this ends quietly and starts no rollback. */
export class Fenced extends Error {
  override readonly name = 'Fenced';

  constructor(endpoint: string, held: number, current: number) {
    super(`epoch ${held} of endpoint ${endpoint} has ended, epoch ${current} is current: another flow has taken over`);
  }
}

/** The record changed under every attempt to write it; the step may be tried again. */
export class RecordContended extends Error {
  override readonly name = 'RecordContended';

  constructor(endpoint: string, attempts: number) {
    super(`the record of endpoint ${endpoint} changed during each of ${attempts} attempts to write it; try again`);
  }
}

/** An endpoint config that was just created is not visible yet; the step may be tried again. */
export class ConfigNotVisible extends Error {
  override readonly name = 'ConfigNotVisible';

  constructor(config: string) {
    super(`endpoint config ${config} was created but SageMaker does not see it yet; try again in a few seconds`);
  }
}

/** The end of a release is on record, but the audit chain or the bus does not take its entries now; the step is tried again. */
export class TrailIncomplete extends Error {
  override readonly name = 'TrailIncomplete';

  constructor(endpoint: string) {
    super(
      `the last audit entries of endpoint ${endpoint} could not be delivered; they are safe in its record, try again`,
    );
  }
}

/** A person asked for something that cannot be done now; nothing was changed. */
export class NotPossible extends Error {
  override readonly name = 'NotPossible';
}

/** The account may not run as many instances as were asked for; nothing was changed. */
export class QuotaReached extends Error {
  override readonly name = 'QuotaReached';
}

/** Application Auto Scaling does not take a change, and never will: what it scaled is gone. */
export class ScaledVariantGone extends Error {
  override readonly name = 'ScaledVariantGone';

  constructor(variant: string, why: string) {
    super(`autoscaling of variant ${variant} cannot be changed: ${why}`);
  }
}

/** CloudWatch has answered, but not with all that it has. */
export class MetricsIncomplete extends Error {
  override readonly name = 'MetricsIncomplete';

  constructor(query: string, status: string) {
    super(`CloudWatch could not read all of query ${query}: ${status}`);
  }
}

/** A setting that a function needs is missing from its environment: a mistake in the stack, not in the release. */
export class SettingMissing extends Error {
  override readonly name = 'SettingMissing';

  constructor(setting: string) {
    super(`environment variable ${setting} is not set; deploy the stack again`);
  }
}
