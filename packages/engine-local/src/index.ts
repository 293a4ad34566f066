export { type FillOptions, fillPixels } from './fill-pixels.ts'
