import {
  type ExistingModel,
  isMadeOf,
  type ModelSetting,
  type PackageState,
} from '../../../lib/domain/opening/model-packages';
import type { ModelMaker } from '../../../lib/domain/ports';

/** Models and the Model Registry, in memory. */
export class FakeModels implements ModelMaker {
  readonly models = new Map<string, ExistingModel>();
  readonly packages = new Map<string, PackageState>();
  /** Names of the models that were made. */
  readonly made: string[] = [];

  async describe(model: string): Promise<ExistingModel | undefined> {
    return this.models.get(model);
  }

  async describePackage(modelPackage: string): Promise<PackageState | undefined> {
    return this.packages.get(modelPackage);
  }

  async make(model: string, modelPackage: string, setting: ModelSetting): Promise<void> {
    const existing = this.models.get(model);
    if (existing !== undefined && !isMadeOf(existing, modelPackage)) throw new Error(`model ${model} exists`);
    if (existing !== undefined) return;
    this.models.set(model, { ...setting, madeOf: [modelPackage] });
    this.made.push(model);
  }
}
