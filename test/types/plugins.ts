import { type Additions, plugin } from '@paintout/core'

/** Plugins of every shape, for the type tests. None of them is ever run. */

export const withoutOptions = plugin(function withoutOptions() {
  return undefined
})

export const withOptionalOptions = plugin<{ readonly width?: number; readonly side?: 'left' | 'right' } | undefined>(
  function withOptionalOptions() {
    return undefined
  },
)

export const withRequiredOptions = plugin<{ readonly project: string; readonly steps?: number }>(
  function withRequiredOptions() {
    return undefined
  },
)

/** Adds what a codec adds. */
export const pathCodec = plugin<undefined, PathAdditions>(function pathCodec() {
  return undefined
})

export interface PathAdditions extends Additions {
  readonly input: string
  readonly mask: string
  readonly result: { toFile(path: string): Promise<void> }
}
