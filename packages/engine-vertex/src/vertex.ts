import { type Engine, plugin } from '@paintout/core'
import { createCredentials } from './auth.ts'
import { createClient } from './client.ts'
import { checkLocation, resolveEndpoint } from './endpoint.ts'
import { wayFrom } from './failures.ts'
import { geminiEngine } from './gemini-engine.ts'
import { imagenEngine } from './imagen-engine.ts'
import { defaultModel, type Model, modelOf } from './models.ts'
import { readObject } from './storage.ts'
import { createTransport, type Transport } from './transport.ts'
import { type VertexOptions, vertexSchema } from './vertex-options.ts'

/**
 * Imagen 3, Imagen 2 and the Gemini image models on Vertex AI. Sends regions of the photo to Google, for money.
 * @throws `invalid-option`, `unknown-option` while it is attached
 */
export const vertex = plugin<VertexOptions | undefined>(function vertex(options = {}) {
  const { engine, close } = createVertex(options)
  this.engine(engine)
  this.onClose(close)
  return undefined
}, vertexSchema)

/** The engine without a processor. `close` ends its connections. */
export function createVertex(options: VertexOptions): { engine: Engine; close(): void } {
  const transport = createTransport()
  const models = [options.model ?? defaultModel].flat().map(modelOf)
  const engine = models.reduceRight<Engine | undefined>((successor, model) => {
    const own = engineOf(model, options, transport)
    return successor ? { ...own, successor } : own
  }, undefined)
  return { engine: engine!, close: transport.close }
}

function engineOf(model: Model, options: VertexOptions, transport: Transport): Engine {
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
    requestsPerMinute: options.requestsPerMinute ?? model.requestsPerMinute,
    concurrency,
    retries,
    retryDelay,
    deadline,
    transport,
  })
  if (model.family === 'gemini') return warnOfEnd(model, geminiEngine({ model, client, options }))
  const storage = resolveEndpoint(
    options.storageEndpoint ?? env.STORAGE_EMULATOR_HOST ?? 'https://storage.googleapis.com',
    location,
    trustedHosts,
  )
  return warnOfEnd(
    model,
    imagenEngine({
      model,
      client,
      options,
      readObject: (uri, signal) =>
        readObject(
          { endpoint: storage, credentials: createCredentials(options.auth, storage), deadline, transport },
          uri,
          signal,
        ),
    }),
  )
}

/** A model that is gone is asked all the same: private and dedicated endpoints keep some alive. */
function warnOfEnd(model: Model, engine: Engine): Engine {
  const { id, end, family } = model
  if (end === undefined || Date.now() < Date.parse(end)) return engine
  return {
    ...engine,
    fill(request, context) {
      context.warn('model-retired', `\`${id}\` may not answer any more. ${wayFrom(id, family, end)}`)
      return engine.fill(request, context)
    },
  }
}
