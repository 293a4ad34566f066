export type { MaskInput, MaskSource } from './asking/mask-source.ts'
export type { Rule } from './asking/rules.ts'
export type { PaintoutOptions } from './options.ts'
export { paintout } from './plugin.ts'
