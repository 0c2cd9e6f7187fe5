import { autoScaling } from '../../lib/aws/auto-scaling';
import { AwsError } from '../../lib/emulator/service';
import { requestHandlerFor } from '../../lib/emulator/transport/request-handler';

/** Application Auto Scaling with one suspended target, of which it refuses every change. */
function refusing(code: string) {
  const call = async (_service: string, operation: string) => {
    if (operation !== 'DescribeScalableTargets') throw new AwsError(code, 'the variant is gone');
    return { ScalableTargets: [{ SuspendedState: { DynamicScalingInSuspended: true } }] };
  };
  return autoScaling({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
    requestHandler: requestHandlerFor({ call }, { name: 'test' }),
  });
}

describe('autoScaling', () => {
  it.each(['ObjectNotFoundException', 'ValidationException'])(
    'knows by a %s that a change is of no use',
    async (code) => {
      await expect(refusing(code).setScaleIn('shop', 'AllTraffic', 'active')).rejects.toMatchObject({
        name: 'ScaledVariantGone',
        message: `autoscaling of variant endpoint/shop/variant/AllTraffic cannot be changed: ${code}: the variant is gone`,
      });
    },
  );

  it.each(['ThrottlingException', 'AccessDeniedException', 'ConcurrentUpdateException'])(
    'leaves it to be tried again after a %s',
    async (name) => {
      await expect(refusing(name).setScaleIn('shop', 'AllTraffic', 'active')).rejects.toMatchObject({ name });
    },
  );
});
