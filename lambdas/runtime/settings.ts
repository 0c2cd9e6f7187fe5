import type { Environment } from '../../lib/domain/environment';
import { SettingMissing } from '../../lib/domain/errors';

/** A setting that the stack must have given. */
export function requireSetting(environment: Environment, name: string): string {
  const value = environment[name];
  if (value === undefined || value === '') throw new SettingMissing(name);
  return value;
}
