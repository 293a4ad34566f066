export { type FillOptions, fillPixels } from './fill-pixels.ts'
export { type LocalOptions, local, localEngine, localSchema } from './local.ts'
