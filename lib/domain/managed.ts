/** Whether an endpoint's name matches one of a stack's patterns (`*` stands for any text); SageMaker ARNs are lower case. */
export function isManaged(endpoint: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const parts = pattern
      .toLowerCase()
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${parts.join('.*')}$`).test(endpoint.toLowerCase());
  });
}
