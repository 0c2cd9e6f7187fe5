/** Address of an execution's page in the AWS console; `undefined` for what is no execution's ARN. */
export function executionLink(execution: string): string | undefined {
  const [, partition = 'aws', service, region, , kind] = execution.split(':');
  if (service !== 'states' || kind !== 'execution' || region === undefined) return undefined;
  const domain = DOMAINS[partition] ?? 'console.aws.amazon.com';
  return `https://${region}.${domain}/states/home?region=${region}#/v2/executions/details/${execution}`;
}

const DOMAINS: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};
