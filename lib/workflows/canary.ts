import type { Definition } from './asl';
import { release } from './release';

/** Shifts traffic phase by phase, watching each. */
export function canary(): Definition {
  return release('canary', 'Brings a new model to an endpoint in small, watched steps, and back if it does harm');
}
