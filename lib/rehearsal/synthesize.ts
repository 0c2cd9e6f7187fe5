import { App } from 'aws-cdk-lib';
import cdkJson from '../../cdk.json';
import { RolloutsStack } from '../constructs/rollouts-stack';
import { STACK } from './stage';

/** The template that `cdk synth` would write, without what takes it time: bundles, stack traces, and validation. */
export function synthesize(): unknown {
  const app = new App({
    analyticsReporting: false,
    builtinCloudFormationValidation: false,
    stackTraces: false,
    context: {
      ...cdkJson.context,
      'aws:cdk:bundling-stacks': [],
      'aws:cdk:disable-creation-stack-traces': true,
    },
  });
  new RolloutsStack(app, STACK, {
    endpoints: ['*'],
    functions: ['*'],
    modelRoles: ['arn:aws:iam::*:role/*'],
  });
  return app.synth().getStackByName(STACK).template;
}
