import { PaintoutError } from '@paintout/core'

/** How files of the formats begin that the models answer in; a WebP says so after its length. */
const signatures = [
  { at: 0, bytes: [0x89, 0x50, 0x4e, 0x47] },
  { at: 0, bytes: [0xff, 0xd8, 0xff] },
  { at: 8, bytes: [0x57, 0x45, 0x42, 0x50] },
] as const

/**
 * The same bytes. The type that an answer names is not looked at: models were seen to err in it.
 * @throws `invalid-answer`
 */
export function checkImage(image: Uint8Array, model: string): Uint8Array {
  const known = signatures.some(({ at, bytes }) => bytes.every((byte, index) => image[at + index] === byte))
  if (known) return image
  throw new PaintoutError(
    'invalid-answer',
    `Expected a PNG, JPEG or WebP from \`${model}\`, got ${image.length} bytes that are none. They may have been charged. Ask again.`,
  )
}
