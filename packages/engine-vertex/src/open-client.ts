import { createCredentials } from './auth.ts'
import { type Client, createClient } from './client.ts'
import type { ConnectionOptions } from './connection-options.ts'
import { checkLocation, resolveEndpoint } from './endpoint.ts'
import type { Model } from './models.ts'
import type { Transport } from './transport.ts'

export interface OpenClient {
  readonly client: Client
  readonly location: string
  readonly deadline: number
}

/**
 * Calls of one model, by the options and, where they say nothing, by the environment.
 * @throws `invalid-option`
 */
export function openClient(model: Model, options: ConnectionOptions, transport: Transport): OpenClient {
  const { env } = process
  const location = options.location ?? env.GOOGLE_CLOUD_LOCATION ?? env.GOOGLE_CLOUD_REGION ?? model.location
  checkLocation(location, model.family, model.id)
  const { trustedHosts, retries = 2, retryDelay = 1000, deadline = 180_000, concurrency = 8 } = options
  const endpoint = resolveEndpoint(options.endpoint ?? env.PAINTOUT_VERTEX_ENDPOINT, location, trustedHosts)
  const client = createClient({
    endpoint,
    credentials: createCredentials(options.auth, endpoint),
    project: options.project ?? env.GOOGLE_CLOUD_PROJECT,
    location,
    apiVersion: options.apiVersion ?? 'v1',
    model: model.id,
    instead: model.instead,
    requestsPerMinute: options.requestsPerMinute ?? model.requestsPerMinute,
    concurrency,
    retries,
    retryDelay,
    deadline,
    transport,
  })
  return { client, location, deadline }
}
