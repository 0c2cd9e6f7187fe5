import { isRecord } from '../records';

/** A resource as a template writes it. */
export interface TemplateResource {
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly dependsOn: readonly string[];
  readonly condition?: string;
}

/** A template's sections, taken apart. */
export interface Template {
  readonly description?: string;
  readonly resources: Readonly<Record<string, TemplateResource>>;
  readonly outputs: Section;
  readonly conditions: Section;
  readonly mappings: Section;
  readonly parameters: Section;
}

/** A section whose entries are read where they are used. */
export type Section = Readonly<Record<string, unknown>>;

/** Sections that say nothing about what is deployed: `Rules` check the bootstrap version. */
const KNOWN_SECTIONS: ReadonlySet<string> = new Set([
  'AWSTemplateFormatVersion',
  'Conditions',
  'Description',
  'Mappings',
  'Metadata',
  'Outputs',
  'Parameters',
  'Resources',
  'Rules',
]);

/** Reads a synthesized template. */
export function readTemplate(json: unknown): Template {
  if (!isRecord(json)) throw new TypeError('a template must be an object');
  const unknown = Object.keys(json).filter((name) => !KNOWN_SECTIONS.has(name));
  if (unknown.length > 0) throw new TypeError(`not emulated: template section ${unknown.join(', ')}`);
  const { Description: description } = json;
  return {
    ...(typeof description === 'string' ? { description } : {}),
    resources: Object.fromEntries(
      Object.entries(section(json['Resources'])).map(([logicalId, resource]) => [
        logicalId,
        readResource(logicalId, resource),
      ]),
    ),
    outputs: section(json['Outputs']),
    conditions: section(json['Conditions']),
    mappings: section(json['Mappings']),
    parameters: section(json['Parameters']),
  };
}

function readResource(logicalId: string, resource: unknown): TemplateResource {
  const { Type: type, Properties: properties, DependsOn: dependsOn, Condition: condition } = section(resource);
  if (typeof type !== 'string') throw new TypeError(`resource ${logicalId} has no type`);
  const dependencies: readonly unknown[] = Array.isArray(dependsOn) ? dependsOn : [dependsOn];
  return {
    type,
    properties: section(properties),
    dependsOn: dependencies.filter((dependency) => typeof dependency === 'string'),
    ...(typeof condition === 'string' ? { condition } : {}),
  };
}

function section(value: unknown): Section {
  return isRecord(value) ? value : {};
}
