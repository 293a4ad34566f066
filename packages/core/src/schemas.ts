/** What the library takes, for who only wants to check it: loads nothing of what it does. */
export { jobSchema } from './check-job.ts'
export { PaintoutError } from './errors.ts'
export { checkOptions, describe, type JsonSchema } from './options.ts'
export { depthOf, isPixels } from './pixels.ts'
export { removalSchema } from './removal-options.ts'
