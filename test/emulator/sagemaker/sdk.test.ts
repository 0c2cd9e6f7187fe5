import { DescribeEndpointCommand, SageMakerClient, UpdateEndpointCommand } from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import type { CallService } from '../../../lib/emulator/calls/call';
import { notEmulated } from '../../../lib/emulator/service';
import { requestHandlerFor } from '../../../lib/emulator/transport/request-handler';
import { createWorld, START, withCandidate } from './support';

function clients() {
  const world = withCandidate(createWorld({ settings: { describeLagSeconds: 0 }, sleep: async () => {} }));
  const services = { SageMaker: world.sagemaker.control, SageMakerRuntime: world.sagemaker.runtime };
  const call: CallService = async (service, operation, input, caller) => {
    const found =
      service === 'SageMaker' || service === 'SageMakerRuntime' ? services[service].operations[operation] : undefined;
    if (found === undefined) throw notEmulated(`${service}.${operation}`);
    return found(input, caller);
  };
  const options = {
    region: 'eu-west-1',
    credentials: { accessKeyId: 'nobody', secretAccessKey: 'nothing' },
    maxAttempts: 1,
    requestHandler: requestHandlerFor({ call }, { name: 'test' }),
  };
  return { ...world, control: new SageMakerClient(options), runtime: new SageMakerRuntimeClient(options) };
}

describe('the AWS SDK', () => {
  it('reads an endpoint with its times and weights', async () => {
    const { control, setWeights } = clients();
    setWeights({ candidate: 0.1 });
    const shown = await control.send(new DescribeEndpointCommand({ EndpointName: 'shop' }));
    expect(shown).toMatchObject({
      EndpointStatus: 'Updating',
      CreationTime: new Date(START),
      ProductionVariants: [{ CurrentWeight: 100 }, { CurrentWeight: 0, DesiredWeight: Math.fround(0.1) }],
    });
    expect(shown.ProductionVariants?.[1]?.VariantStatus?.[0]?.StartTime).toEqual(new Date(START));
  });

  it('sees a refusal by the name ValidationException', async () => {
    const { control } = clients();
    const update = new UpdateEndpointCommand({ EndpointName: 'shop', EndpointConfigName: 'gone' });
    await expect(control.send(update)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(/^Could not find endpoint configuration/),
    });
  });

  it('invokes a variant by name and reads the answer', async () => {
    const { runtime } = clients();
    const invoke = { EndpointName: 'shop', Body: '{}', ContentType: 'application/json', TargetVariant: 'candidate' };
    const answer = await runtime.send(new InvokeEndpointCommand(invoke));
    expect(answer.InvokedProductionVariant).toBe('candidate');
    expect(JSON.parse(answer.Body.transformToString())).toEqual({ score: 0.87, model: 'shop-v2' });
  });

  it('sees a runtime refusal by the name ValidationError', async () => {
    const { runtime } = clients();
    const invoke = new InvokeEndpointCommand({ EndpointName: 'gone', Body: '{}' });
    await expect(runtime.send(invoke)).rejects.toMatchObject({ name: 'ValidationError' });
  });
});
