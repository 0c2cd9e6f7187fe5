import { RolloutsStack, type RolloutsStackProps } from '../../lib/constructs/rollouts-stack';
import { testApp } from './app';

/** A resource of a template, as loosely typed as templates are. */
export interface Resource {
  readonly Type: string;
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly Properties: any;
  readonly DeletionPolicy?: string;
}

/** A synthesized stack. */
export interface Synthesized {
  readonly stack: RolloutsStack;
  readonly template: { readonly Resources: Readonly<Record<string, Resource>>; readonly Outputs: object };
  /** Resources of one type by logical id. */
  readonly all: (type: string) => Readonly<Record<string, Resource>>;
  /** The one resource of a type whose logical id contains `part`. */
  readonly one: (type: string, part: string) => Resource;
}

/** Synthesizes a stack of the name `Rollouts` without bundling its handlers. */
export function synthesized(props: Partial<RolloutsStackProps> = {}): Synthesized {
  const app = testApp();
  const stack = new RolloutsStack(app, 'Rollouts', { endpoints: ['Fraud-*', 'pricing'], ...props });
  const template = app.synth().getStackByName('Rollouts').template as Synthesized['template'];
  const all = (type: string) =>
    Object.fromEntries(Object.entries(template.Resources).filter(([, resource]) => resource.Type === type));
  return {
    stack,
    template,
    all,
    one: (type, part) => {
      const found = Object.entries(all(type)).filter(([id]) => id.includes(part));
      if (found.length !== 1) throw new Error(`${found.length} resources of type ${type} have ${part} in their id`);
      return found[0]![1];
    },
  };
}

/** A value of a template as people write it, with references in angle brackets. */
export function plain(value: unknown): string {
  if (typeof value === 'string') return value;
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value as Record<string, unknown>;
  if (typeof Ref === 'string') return `<${Ref}>`;
  if (Array.isArray(attribute)) return `<${attribute.join('.')}>`;
  if (Array.isArray(join)) {
    const [separator, parts] = join as [string, unknown[]];
    return parts.map(plain).join(separator);
  }
  return JSON.stringify(value);
}

/** One element as a list of one. */
export function list<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value as T];
}
