import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { Rollouts } from '../../lib/constructs/rollouts';
import { RolloutsStack } from '../../lib/constructs/rollouts-stack';
import { testApp } from '../support/app';

const IRELAND = { account: '111122223333', region: 'eu-west-1' };

describe('Rollouts', () => {
  it('fits into a stack of any app, whatever its feature flags', () => {
    const app = new App({ context: { 'aws:cdk:bundling-stacks': [] }, builtinCloudFormationValidation: false });
    const stack = new Stack(app, 'Shop');
    const { rollback } = new Rollouts(stack, 'Delivery', { endpoints: ['shop-*'] });
    expect(stack.resolve(rollback.stateMachineArn)).toEqual({ Ref: expect.stringContaining('DeliveryRollback') });
    const { Resources } = app.synth().getStackByName('Shop').template;
    expect(JSON.stringify(Resources)).toContain('"StateMachineName":"Shop-rollback"');
  });

  it('refuses to manage what another stack of the app manages', () => {
    const app = testApp();
    new RolloutsStack(app, 'One', { endpoints: ['fraud-*', 'pricing'] });
    expect(() => new RolloutsStack(app, 'Two', { endpoints: ['churn', 'Pricing'] })).toThrow(
      "stacks Two and One could both manage an endpoint that matches 'pricing' and 'pricing'",
    );
  });

  it('refuses it also where only one of the stacks says where it is', () => {
    const app = testApp();
    new RolloutsStack(app, 'One', { endpoints: ['fraud-*'], env: IRELAND });
    expect(() => new RolloutsStack(app, 'Two', { endpoints: ['*'] })).toThrow('stacks Two and One could both manage');
  });

  it.each([
    ['other endpoints', { endpoints: ['pricing'], env: IRELAND }],
    ['the same in another account', { endpoints: ['fraud-*'], env: { ...IRELAND, account: '444455556666' } }],
    ['the same in another Region', { endpoints: ['fraud-*'], env: { ...IRELAND, region: 'eu-central-1' } }],
  ])('lets another stack of the app manage %s', (_what, props) => {
    const app = testApp();
    new RolloutsStack(app, 'One', { endpoints: ['fraud-*'], env: IRELAND });
    expect(() => new RolloutsStack(app, 'Two', props)).not.toThrow();
  });

  it('takes one place in a stack', () => {
    const stack = new RolloutsStack(testApp(), 'One', { endpoints: ['fraud-*'] });
    expect(() => new Rollouts(stack, 'Second', { endpoints: ['pricing'] })).toThrow('stack One has a Rollouts already');
  });

  it('refuses a stack whose name it cannot know', () => {
    const nested = new NestedStack(new Stack(testApp(), 'Outer'), 'Inner');
    expect(() => new Rollouts(nested, 'Rollouts', { endpoints: ['pricing'] })).toThrow('Rollouts is in a nested stack');
  });

  it('refuses a stack name that leaves no room for those of its machines', () => {
    expect(() => new RolloutsStack(testApp(), 'S'.repeat(71), { endpoints: ['pricing'] })).not.toThrow();
    expect(() => new RolloutsStack(testApp(), 'S'.repeat(72), { endpoints: ['pricing'] })).toThrow(
      'has 72 characters; at most 71 are allowed',
    );
  });
});
