import { composite } from './composite.ts'
import { dilate } from './dilate.ts'
import { removeByMask } from './remove-by-mask.ts'

/** Every operation, in the order that `removal()` runs them. Tests and tables loop over this list. */
export const operations = [dilate, removeByMask, composite] as const
