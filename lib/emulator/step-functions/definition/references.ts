type Node = Readonly<Record<string, unknown>>;

/** Members of `$states` that only some fields may read. */
const RESTRICTED = ['result', 'errorOutput'];

/** Members of a syntax node that are evaluated once for each item of something, and so have a context. */
const WITH_CONTEXT = ['stages', 'predicate', 'group', 'terms', 'pattern', 'update', 'delete', 'body'];

/**
 * What an expression reads that a state does not have: a context item at its top level, or a member of `$states`
 * that its field cannot see. One message for each.
 */
export function unsupportedReferences(ast: unknown, readable: readonly string[]): readonly string[] {
  const found = new Set<string>();
  walk(ast, false);
  return [...found].map((reference) => `Reference to '${reference}' at the top level is not supported.`);

  function walk(value: unknown, hasContext: boolean): void {
    if (Array.isArray(value)) {
      for (const item of value) walk(item, hasContext);
      return;
    }
    if (!isNode(value)) return;
    if (value['type'] === 'path') {
      walkPath(value, hasContext);
      return;
    }
    if (!hasContext && value['type'] === 'name') found.add(String(value['value']));
    if (value['type'] === 'variable') {
      if (value['value'] === '$') found.add('$$');
      if (value['value'] === '' && !hasContext) found.add('$');
    }
    walkMembers(value, hasContext, []);
  }

  function walkPath(path: Node, hasContext: boolean): void {
    const steps = Array.isArray(path['steps']) ? path['steps'] : [];
    const [first, second] = steps;
    if (isNode(first) && first['type'] === 'variable' && first['value'] === 'states' && isNode(second)) {
      const member = String(second['value']);
      if (RESTRICTED.includes(member) && !readable.includes(member)) found.add(`$states.${member}`);
    }
    steps.forEach((step, index) => {
      walk(step, hasContext || index > 0);
    });
    walkMembers(path, hasContext, ['steps']);
  }

  function walkMembers(node: Node, hasContext: boolean, except: readonly string[]): void {
    for (const [member, value] of Object.entries(node)) {
      if (!except.includes(member)) walk(value, hasContext || WITH_CONTEXT.includes(member));
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
