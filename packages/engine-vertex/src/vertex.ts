import { type Engine, plugin } from '@paintout/core'
import { createCredentials } from './auth.ts'
import { resolveEndpoint } from './endpoint.ts'
import { geminiEngine } from './gemini-engine.ts'
import { imagenEngine } from './imagen-engine.ts'
import { defaultModel, type Model, modelOf } from './models.ts'
import { openClient } from './open-client.ts'
import { readObject } from './storage.ts'
import { createTransport, type Transport } from './transport.ts'
import { type VertexOptions, vertexSchema } from './vertex-options.ts'
import { warnOfEnd } from './warn-of-end.ts'

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
  const { client, location, deadline } = openClient(model, options, transport)
  if (model.family === 'gemini') return warnOfEnd(model, geminiEngine({ model, client, options }))
  const storage = resolveEndpoint(
    options.storageEndpoint ?? process.env.STORAGE_EMULATOR_HOST ?? 'https://storage.googleapis.com',
    location,
    options.trustedHosts,
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
