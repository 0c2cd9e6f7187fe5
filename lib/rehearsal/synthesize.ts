import { App } from 'aws-cdk-lib';
import cdkJson from '../../cdk.json';
import { RolloutsStack } from '../constructs/rollouts-stack';
import { STACK } from './stage';

/** The template that `cdk synth` would write, without bundling the handlers: a rehearsal runs them as they are. */
export function synthesize(): unknown {
  const app = new App({ context: { ...cdkJson.context, 'aws:cdk:bundling-stacks': [] }, analyticsReporting: false });
  new RolloutsStack(app, STACK, { endpoints: ['*'], functions: ['*'] });
  return app.synth().getStackByName(STACK).template;
}
