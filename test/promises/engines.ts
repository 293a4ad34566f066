import { type Engine, type Operation, plugin } from '@paintout/core'
import { localEngine } from '@paintout/engine-local'
import { paintingEngines } from '../fixtures/engines.ts'
import { vertexEngines } from '../fixtures/vertex-engines.ts'

/** Every engine that a promise must hold for: ours, and one for each thing that an engine may or may not be able to do. */
export const engines: readonly (() => Engine)[] = [localEngine, ...vertexEngines, ...paintingEngines]

/** A plugin that brings one engine. */
export function bring(engine: Engine) {
  return plugin(function bring(): Operation | undefined {
    this.engine(engine)
    return undefined
  })
}
