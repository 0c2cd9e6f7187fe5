import { CreateModelCommand, DescribeModelCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { clientSettings, type Connection } from './connection';
import { classifySageMakerError } from './sagemaker-errors';

/** What a new model takes over from the one that serves. */
export interface ModelSetting {
  /** ARN. */
  readonly executionRole?: string;
  readonly vpc?: { readonly securityGroups: readonly string[]; readonly subnets: readonly string[] };
  readonly isIsolated: boolean;
}

/** Makes models of model packages. */
export interface ModelMaker {
  settingOf(model: string): Promise<ModelSetting>;
  /** A model of that name that is there already counts as made: its name says what it is made of. */
  make(model: string, modelPackage: string, setting: ModelSetting): Promise<void>;
}

/** Models, by SageMaker. */
export function modelMaker(connection: Connection): ModelMaker {
  const client = new SageMakerClient(clientSettings(connection));
  return {
    settingOf: async (model) => {
      const { ExecutionRoleArn, VpcConfig, EnableNetworkIsolation } = await client.send(
        new DescribeModelCommand({ ModelName: model }),
      );
      return {
        isIsolated: EnableNetworkIsolation === true,
        ...(ExecutionRoleArn !== undefined && { executionRole: ExecutionRoleArn }),
        ...(VpcConfig !== undefined && {
          vpc: { securityGroups: VpcConfig.SecurityGroupIds ?? [], subnets: VpcConfig.Subnets ?? [] },
        }),
      };
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
      }
    },
  };
}
