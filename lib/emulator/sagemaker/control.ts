import type { EmulatedService } from '../service';
import type { Context } from './context';
import { addTags } from './operations/add-tags';
import { createEndpoint } from './operations/create-endpoint';
import { createEndpointConfig } from './operations/create-endpoint-config';
import { createModel } from './operations/create-model';
import { deleteEndpoint } from './operations/delete-endpoint';
import { deleteEndpointConfig } from './operations/delete-endpoint-config';
import { deleteModel } from './operations/delete-model';
import { describeEndpoint } from './operations/describe-endpoint';
import { describeEndpointConfig } from './operations/describe-endpoint-config';
import { describeModel } from './operations/describe-model';
import { describeModelPackage } from './operations/describe-model-package';
import { listEndpointConfigs } from './operations/list-endpoint-configs';
import { listEndpoints } from './operations/list-endpoints';
import { listModels } from './operations/list-models';
import { listTags } from './operations/list-tags';
import { updateEndpoint } from './operations/update-endpoint';
import { updateEndpointWeightsAndCapacities } from './operations/update-endpoint-weights-and-capacities';

/** The control plane's operations with their types kept, for callers inside the process. */
export function controlOperations(context: Context) {
  return {
    AddTags: addTags(context),
    CreateEndpoint: createEndpoint(context),
    CreateEndpointConfig: createEndpointConfig(context),
    CreateModel: createModel(context),
    DeleteEndpoint: deleteEndpoint(context),
    DeleteEndpointConfig: deleteEndpointConfig(context),
    DeleteModel: deleteModel(context),
    DescribeEndpoint: describeEndpoint(context),
    DescribeEndpointConfig: describeEndpointConfig(context),
    DescribeModel: describeModel(context),
    DescribeModelPackage: describeModelPackage(context),
    ListEndpointConfigs: listEndpointConfigs(context),
    ListEndpoints: listEndpoints(context),
    ListModels: listModels(context),
    ListTags: listTags(context),
    UpdateEndpoint: updateEndpoint(context),
    UpdateEndpointWeightsAndCapacities: updateEndpointWeightsAndCapacities(context),
  } satisfies EmulatedService['operations'];
}
