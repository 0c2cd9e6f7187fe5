import { notFound } from './errors';
import { arnOf } from './names';
import type { Context } from './context';
import type { Endpoint, EndpointConfig, Model } from './state';

export function endpointNamed(context: Context, name: string): Endpoint {
  const endpoint = context.store.endpoints.get(name);
  if (endpoint === undefined) throw notFound('endpoint', arnOf(context.account, 'endpoint', name));
  return endpoint;
}

export function configNamed(context: Context, name: string): EndpointConfig {
  const config = context.store.configs.get(name);
  if (config === undefined) throw notFound('endpoint-config', arnOf(context.account, 'endpoint-config', name));
  return config;
}

/** The config as CreateEndpoint and UpdateEndpoint see it: they may not find one that is only just created. */
export function deployableConfig(context: Context, name: string): EndpointConfig {
  const config = configNamed(context, name);
  if (context.clock.now() < config.visibleAt) throw notFound('endpoint-config', config.arn);
  for (const { model } of config.variants) if (model !== undefined) modelNamed(context, model);
  return config;
}

export function modelNamed(context: Context, name: string): Model {
  const model = context.store.models.get(name);
  if (model === undefined) throw notFound('model', arnOf(context.account, 'model', name));
  return model;
}
