export { jobSchema } from './check-job.ts'
export * from './composite-pixels.ts'
export * from './count-outside.ts'
export type { Affine } from './drift/affine.ts'
export type { Flow } from './drift/flow.ts'
export { harmonizePixels } from './drift/harmonize.ts'
export { type Drift, type Registration, type RegistrationOptions, registerPixels } from './drift/register.ts'
export { type Movements, warpPixels } from './drift/warp.ts'
export * from './engine.ts'
export * from './errors.ts'
export { type Component, findComponents } from './geometry/components.ts'
export { plannerContract } from './geometry/plan-regions.ts'
export * from './geometry/rect.ts'
export * from './hooks.ts'
export * from './job.ts'
export * from './length.ts'
export * from './masks/dilate.ts'
export { squaredDistances } from './masks/distance.ts'
export * from './masks/feather.ts'
export * from './masks/inspect.ts'
export { invertMask, levelsOf, thresholdMask, transparencyOf, uniteMasks } from './masks/levels.ts'
export { recoverMask } from './masks/recover.ts'
export { segmentBox } from './masks/segment-box.ts'
export * from './masks/shapes.ts'
export * from './masks/specks.ts'
export * from './masks/tight.ts'
export * from './operations/composite.ts'
export * from './operations/dilate.ts'
export * from './operations/harmonize.ts'
export { operations } from './operations/index.ts'
export * from './operations/options.ts'
export * from './operations/register.ts'
export * from './operations/remove-by-auto-mask.ts'
export * from './operations/remove-by-mask.ts'
export { checkOptions, describe, type JsonSchema, show } from './options.ts'
export * from './pixels.ts'
export {
  type Additions,
  type Both,
  type Checked,
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
export * from './removal-options.ts'
export * from './report.ts'
