import { composite } from './composite.ts'
import { dilate } from './dilate.ts'
import { harmonize } from './harmonize.ts'
import { register } from './register.ts'
import { removeByAutoMask } from './remove-by-auto-mask.ts'
import { removeByMask } from './remove-by-mask.ts'

/** Every operation, in the order that `removal()` runs them. Tests and tables loop over this list. */
export const operations = [removeByAutoMask, dilate, removeByMask, register, harmonize, composite] as const
