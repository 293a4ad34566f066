import { createMask, type Mask } from '@paintout/core'
import fc from 'fast-check'

/** Small masks for comparing with a slow and obvious answer: any size, some of them off the words of their buffer. */
function maskOf(sample: fc.Arbitrary<number>): fc.Arbitrary<Mask> {
  return fc
    .record({ width: fc.integer({ min: 1, max: 24 }), height: fc.integer({ min: 1, max: 16 }), shift: fc.nat(3) })
    .chain(({ width, height, shift }) => {
      const length = width * height
      return fc
        .array(sample, { minLength: length, maxLength: length })
        .map((samples) =>
          createMask(width, height, Uint8Array.from([...Array(shift).fill(9), ...samples]).subarray(shift)),
        )
    })
}

/** Masks of 0 and the given values: from sparse to dense. */
export function levelMask(levels: fc.Arbitrary<number[]>): fc.Arbitrary<Mask> {
  return fc
    .record({ levels, zeros: fc.constantFrom(0, 1, 5, 60) })
    .chain(({ levels, zeros }) =>
      maskOf(
        fc.oneof({ weight: zeros, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constantFrom(...levels) }),
      ),
    )
}

export const hardMask = levelMask(fc.constant([255]))
export const softMask = maskOf(fc.oneof(fc.constant(0), fc.nat(255)))
export const anyMask = fc.oneof(hardMask, softMask)

/** Rows of numbers: a difference can be read. */
export function show({ data, width, height }: Mask): string {
  const rows = Array.from({ length: height }, (_, y) => [...data.subarray(y * width, (y + 1) * width)].join(' '))
  return rows.join('\n')
}
