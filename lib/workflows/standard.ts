import type { Definition } from './asl';
import { release } from './release';

/** One switch after the smoke tests, and a watched bake; creates an endpoint that does not exist yet. */
export function standard(): Definition {
  return release('standard', 'Brings a new model to an endpoint in one watched switch, and back if it does harm');
}
