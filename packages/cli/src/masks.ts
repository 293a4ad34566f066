import { PaintoutError, type PixelMaskInput, type Target } from '@paintout/core'
import { defaultMaskSuffix, exists, sideCarOf, standardStream } from './paths.ts'
import { readStdin, type Shell } from './shell.ts'

/** What the command line said about the mask. */
export interface MaskFlags {
  readonly mask?: readonly string[]
  readonly rect?: readonly (readonly [number, number, number, number])[]
  readonly polygon?: readonly (readonly (readonly [number, number])[])[]
  readonly maskTransparency?: true
  /** An engine is to find it. */
  readonly auto?: Target
}

export type MaskSource = string | Uint8Array | PixelMaskInput

/**
 * The masks of a photo; without any flag the side-car that lies beside it. None where an engine is to find the object.
 * @throws `no-mask`
 */
export async function masksOf(
  photo: string,
  flags: MaskFlags,
  shell: Shell,
  suffix = defaultMaskSuffix,
): Promise<readonly MaskSource[]> {
  const { mask = [], rect = [], polygon = [], maskTransparency } = flags
  const masks: MaskSource[] = []
  for (const file of mask) masks.push(file === standardStream ? await maskFromStdin(shell) : file)
  for (const each of rect) masks.push({ rect: each })
  for (const each of polygon) masks.push({ polygon: each })
  if (maskTransparency) masks.push({ transparency: true })
  return masks.length > 0 || flags.auto !== undefined ? masks : [await sideCar(photo, suffix)]
}

const fromStdin = new WeakMap<Shell, Promise<Uint8Array>>()

/** Read once, for every photo of a batch. */
function maskFromStdin(shell: Shell): Promise<Uint8Array> {
  const reading = fromStdin.get(shell) ?? readStdin(shell, 'a mask')
  fromStdin.set(shell, reading)
  return reading
}

/** Refuses a command line on which two inputs want to be stdin. */
export function checkStdin(photo: string, { mask = [] }: MaskFlags): void {
  if ([photo, ...mask].filter((file) => file === standardStream).length > 1) {
    throw new PaintoutError(
      'invalid-option',
      'Expected one input from stdin, got `-` twice. Name a file for the other.',
    )
  }
}

async function sideCar(photo: string, suffix: string): Promise<string> {
  const wayOut =
    'Say what to remove: `--mask photo.mask.png`, `--rect x,y,width,height`, or `--auto person` with a model.'
  if (photo === standardStream) {
    throw new PaintoutError('no-mask', `Expected a mask for the photo on stdin, got none. ${wayOut}`)
  }
  const file = sideCarOf(photo, suffix)
  if (await exists(file)) return file
  throw new PaintoutError('no-mask', `Expected a mask, got none, and no \`${file}\` lies beside the photo. ${wayOut}`)
}
