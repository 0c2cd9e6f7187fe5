import { App } from 'aws-cdk-lib';
import { readConfig } from '../lib/constructs/config';
import { RolloutsStack } from '../lib/constructs/rollouts-stack';

// Stack traces would put this machine's paths into the assembly.
const app = new App({ context: { 'aws:cdk:disable-creation-stack-traces': true }, stackTraces: false });
const { account, region, ...props } = readConfig(
  app.node.tryGetContext('rollouts'),
  app.node.tryGetContext('environment'),
);
new RolloutsStack(app, props.stackName, {
  ...props,
  env: { ...(account !== undefined && { account }), ...(region !== undefined && { region }) },
});
