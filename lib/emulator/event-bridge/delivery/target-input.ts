import { isRecord } from '../../records';
import { notEmulated, type BusEvent } from '../../service';
import type { Target } from '../rules';

/** What a target receives, as the text that travels. */
export function targetInput(
  target: Target,
  event: BusEvent,
  rule: { readonly arn: string; readonly name: string },
): string {
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath !== undefined) return JSON.stringify(valueAt(event, target.InputPath) ?? null);
  const { InputTransformer: transformer } = target;
  if (transformer === undefined) return JSON.stringify(event);
  const values: Record<string, unknown> = {
    'aws.events.rule-arn': rule.arn,
    'aws.events.rule-name': rule.name,
    'aws.events.event.ingestion-time': event.time,
    'aws.events.event': withoutDetail(event),
    'aws.events.event.json': event,
  };
  for (const [name, path] of Object.entries(transformer.InputPathsMap ?? {})) values[name] = valueAt(event, path);
  return transform(transformer.InputTemplate ?? '', values);
}

/** `$.detail.list[0].name`: dots, indexes and quoted names; no filters. */
function valueAt(event: unknown, path: string): unknown {
  if (!path.startsWith('$')) throw notEmulated(`EventBridge input path ${path}`);
  let node = event;
  let rest = path.slice(1);
  while (rest !== '') {
    const [step, dotted, quoted, index] = /^(?:\.([\w-]+)|\['([^']+)'\]|\[(\d+)\])/.exec(rest) ?? [];
    if (step === undefined) throw notEmulated(`EventBridge input path ${path}`);
    rest = rest.slice(step.length);
    node = index === undefined ? memberOf(node, dotted ?? quoted ?? '') : elementOf(node, Number(index));
  }
  return node;
}

/** Fills in `<name>`; values are not escaped, and one that is missing leaves nothing behind, as in AWS. */
function transform(template: string, values: Readonly<Record<string, unknown>>): string {
  const isText = template.trimStart().startsWith('"');
  const filled = template.replaceAll(/<([\w.-]+)>/g, (placeholder, name: string, offset: number) => {
    if (!Object.hasOwn(values, name)) return placeholder;
    const value = values[name];
    if (value === undefined) return '';
    if (typeof value !== 'string') return JSON.stringify(value);
    // Outside quotes a text becomes a JSON string; inside, it is put in as it stands.
    return isText || isQuoted(template, offset) ? value : JSON.stringify(value);
  });
  return filled;
}

/** Whether a position of a JSON template lies inside a string. */
function isQuoted(template: string, offset: number): boolean {
  let quoted = false;
  for (let index = 0; index < offset; index++) {
    if (template[index] === '\\') index++;
    else if (template[index] === '"') quoted = !quoted;
  }
  return quoted;
}

function withoutDetail(event: BusEvent): Omit<BusEvent, 'detail'> {
  const { detail: _detail, ...rest } = event;
  return rest;
}

function memberOf(node: unknown, name: string): unknown {
  return isRecord(node) ? node[name] : undefined;
}

function elementOf(node: unknown, index: number): unknown {
  return Array.isArray(node) ? node[index] : undefined;
}
