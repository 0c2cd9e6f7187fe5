import { App } from 'aws-cdk-lib';
import { readConfig } from '../lib/constructs/config';
import { RolloutsStack } from '../lib/constructs/rollouts-stack';

// Stack traces would put paths of this machine into the assembly.
const app = new App({ stackTraces: false, context: { 'aws:cdk:disable-creation-stack-traces': true } });
const { account, region, ...props } = readConfig(
  app.node.tryGetContext('rollouts'),
  app.node.tryGetContext('environment'),
);
new RolloutsStack(app, props.stackName, {
  ...props,
  env: { ...(account !== undefined && { account }), ...(region !== undefined && { region }) },
});
