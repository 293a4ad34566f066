export * from './engine.ts'
export * from './errors.ts'
export * from './geometry/rect.ts'
export * from './hooks.ts'
export * from './job.ts'
export * from './length.ts'
export * from './masks/dilate.ts'
export { invertMask, thresholdMask } from './masks/levels.ts'
export * from './operations/composite.ts'
export * from './operations/dilate.ts'
export { operations } from './operations/index.ts'
export * from './operations/remove-by-mask.ts'
export { checkOptions, describe, type JsonSchema, show } from './options.ts'
export * from './pixels.ts'
export {
  type Additions,
  type Both,
  type NoAdditions,
  named,
  type Pluggable,
  type Plugin,
  type Preset,
  type ProcessorSettings,
  plugin,
  type Setup,
} from './plugin.ts'
export { type Processor, paintout } from './processor.ts'
export * from './removal.ts'
export * from './report.ts'
