import {
  CreateModelCommand,
  DescribeModelCommand,
  type DescribeModelOutput,
  DescribeModelPackageCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { NotPossible } from '../domain/errors';
import { type ExistingModel, isMadeOf, otherModel, type PackageFindings } from '../domain/opening/model-packages';
import type { ModelMaker } from '../domain/ports';
import { clientSettings, type Connection } from './connection';
import { lean } from './lean-client';
import { classifySageMakerError, unlessMissing } from './sagemaker-errors';

/** Models, by SageMaker. */
export function modelMaker(connection: Connection): ModelMaker {
  const client = lean(new SageMakerClient(clientSettings(connection)), connection);

  const describe = async (model: string) => {
    const found = await unlessMissing(client.send(new DescribeModelCommand({ ModelName: model })));
    return found === undefined ? undefined : toExistingModel(found);
  };

  return {
    describe,
    describePackage: async (modelPackage) => {
      const found = await unlessMissing(
        client.send(new DescribeModelPackageCommand({ ModelPackageName: modelPackage })),
      );
      if (found === undefined) return undefined;
      return { approval: found.ModelApprovalStatus ?? 'not decided', status: found.ModelPackageStatus ?? 'Pending' };
    },
    make: async (model, modelPackage, { executionRole, vpc, isIsolated }) => {
      try {
        await client.send(
          new CreateModelCommand({
            ModelName: model,
            Containers: [{ ModelPackageName: modelPackage }],
            EnableNetworkIsolation: isIsolated,
            ...(executionRole !== undefined && { ExecutionRoleArn: executionRole }),
            ...(vpc !== undefined && {
              VpcConfig: { SecurityGroupIds: [...vpc.securityGroups], Subnets: [...vpc.subnets] },
            }),
          }),
        );
      } catch (error) {
        if (classifySageMakerError(error) !== 'exists') throw error;
        // Ours, if a lost answer made us ask twice; anybody else's must not be released under our name.
        const existing = await describe(model);
        if (existing === undefined) throw error;
        if (!isMadeOf(existing, modelPackage)) throw new NotPossible(otherModel(model, modelPackage));
      }
    },
  };
}

/** Looks at the version that a blueprint names, and at the models that matter to it. */
export async function lookAtPackage(
  models: Pick<ModelMaker, 'describe' | 'describePackage'>,
  { model, modelPackage }: { readonly model: string; readonly modelPackage: string },
  servingModel: string | undefined,
): Promise<PackageFindings> {
  const state = await models.describePackage(modelPackage);
  const made = await models.describe(model);
  const serving = servingModel === undefined ? undefined : await models.describe(servingModel);
  return {
    ...(state !== undefined && { state }),
    ...(made !== undefined && { made }),
    ...(serving !== undefined && { serving }),
  };
}

function toExistingModel(found: DescribeModelOutput): ExistingModel {
  const { ExecutionRoleArn, VpcConfig, EnableNetworkIsolation, PrimaryContainer, Containers } = found;
  // SageMaker may answer a single container as the primary one.
  const containers = [...(PrimaryContainer === undefined ? [] : [PrimaryContainer]), ...(Containers ?? [])];
  return {
    madeOf: containers.map(({ ModelPackageName }) => ModelPackageName),
    isIsolated: EnableNetworkIsolation === true,
    ...(ExecutionRoleArn !== undefined && { executionRole: ExecutionRoleArn }),
    ...(VpcConfig !== undefined && {
      vpc: { securityGroups: VpcConfig.SecurityGroupIds ?? [], subnets: VpcConfig.Subnets ?? [] },
    }),
  };
}
