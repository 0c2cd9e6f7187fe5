import { isRecord } from '../records';
import type { TemplateResource } from './template';

const PLACEHOLDER = /\$\{([^!}][^}]*)\}/g;

/** The names in a `Fn::Sub` text: `Name` or `Name.Attribute`. */
function placeholders(text: string): readonly string[] {
  return [...text.matchAll(PLACEHOLDER)].map((match) => match[1] ?? '');
}

/** Fills in the placeholders of a `Fn::Sub` text; `${!Name}` stands for `${Name}`. */
export function fillPlaceholders(text: string, valueOf: (name: string) => string): string {
  return text.replaceAll(PLACEHOLDER, (_, name: string) => valueOf(name)).replaceAll('${!', '${');
}

/** Resource ids in an order in which each comes after all it refers to. */
export function creationOrder(resources: Readonly<Record<string, TemplateResource>>): readonly string[] {
  const order: string[] = [];
  const state = new Map<string, 'visiting' | 'done'>();
  const visit = (logicalId: string): void => {
    const resource = resources[logicalId];
    if (resource === undefined || state.get(logicalId) === 'done') return;
    if (state.get(logicalId) === 'visiting') throw new Error(`circular dependency between resources at ${logicalId}`);
    state.set(logicalId, 'visiting');
    for (const name of [...resource.dependsOn, ...referencesIn(resource.properties)]) visit(name);
    state.set(logicalId, 'done');
    order.push(logicalId);
  };
  for (const logicalId of Object.keys(resources)) visit(logicalId);
  return order;
}

function referencesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, entry]) => {
    if (key === 'Ref' && typeof entry === 'string') return [entry];
    if (key === 'Fn::GetAtt') return [String(Array.isArray(entry) ? entry[0] : entry).split('.')[0] ?? ''];
    if (key === 'Fn::Sub') return [...namesInSub(entry), ...referencesIn(entry)];
    return referencesIn(entry);
  });
}

function namesInSub(sub: unknown): readonly string[] {
  const text: unknown = Array.isArray(sub) ? sub[0] : sub;
  return typeof text === 'string' ? placeholders(text).map((name) => name.split('.')[0] ?? '') : [];
}
