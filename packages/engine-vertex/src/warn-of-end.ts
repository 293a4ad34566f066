import type { Engine } from '@paintout/core'
import { wayFrom } from './failures.ts'
import type { Model } from './models.ts'

/** A model that is gone is asked all the same: private and dedicated endpoints keep some alive. */
export function warnOfEnd(model: Model, engine: Engine): Engine {
  const { id, end } = model
  if (end === undefined || Date.now() < Date.parse(end)) return engine
  return {
    ...engine,
    fill(request, context) {
      context.warn('model-retired', `\`${id}\` may not answer any more. ${wayFrom(id, model)}`)
      return engine.fill(request, context)
    },
  }
}
