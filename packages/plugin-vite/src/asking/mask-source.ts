import type { PixelMaskInput } from '@paintout/core'

/** A mask that a removal can be told by: a file, bytes, SVG, pixels, or a shape. */
export type MaskSource = string | URL | Uint8Array | { readonly svg: string } | PixelMaskInput

/** One mask, or several that are united. */
export type MaskInput = MaskSource | readonly MaskSource[]

export function masksOf(input: MaskInput): readonly MaskSource[] {
  return Array.isArray(input) ? input : [input as MaskSource]
}
