import {
  createMask,
  type FillContext,
  type FillRequest,
  type Mask,
  type Picture,
  type Pixels,
  type Target,
} from '@paintout/core'
import { type Emulator, type EmulatorOptions, startEmulator } from '@paintout/emulator'
import { type ConnectionOptions, createVertex, type VertexOptions } from '@paintout/engine-vertex'
import sharp from 'sharp'

/** A wall with a gradient and stripes, and a red square on it. */
export function wall(width: number, height: number): Pixels<Uint8Array> {
  const data = new Uint8Array(width * height * 3)
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width)]
    const level = 80 + Math.round((80 * x) / width) + (Math.floor(y / 9) % 2) * 20
    data.set(isObject(x / width, y / height) ? [220, 30, 30] : [level, level - 10, level - 30], i * 3)
  }
  return { data, width, height, channels: 3 }
}

export function objectMask(width: number, height: number): Mask {
  const mask = createMask(width, height)
  for (let i = 0; i < width * height; i++) {
    if (isObject((i % width) / width, Math.floor(i / width) / height)) mask.data[i] = 255
  }
  return mask
}

function isObject(x: number, y: number): boolean {
  return x > 0.4 && x < 0.6 && y > 0.4 && y < 0.6
}

export function pictureOf(pixels: Pixels): Picture {
  return { pixels, encode: async () => ({ bytes: await pngOf(pixels), type: 'image/png' }) }
}

async function pngOf({ data, width, height, channels }: Pixels): Promise<Uint8Array> {
  const raw = { width, height, channels }
  const picture = sharp(data as Uint8Array, { raw })
  return (channels === 1 ? picture.toColourspace('b-w') : picture).png().toBuffer()
}

export interface Asking extends Partial<Pick<FillRequest, 'prompt' | 'negativePrompt' | 'seed' | 'candidates'>> {
  readonly width?: number
  readonly height?: number
  /** In place of a mask. */
  readonly target?: Target
}

export function requestFor({ width = 96, height = 64, target, ...rest }: Asking = {}): FillRequest {
  return {
    image: pictureOf(wall(width, height)),
    ...(target === undefined ? { mask: pictureOf(objectMask(width, height)) } : { target }),
    prompt: '',
    candidates: 1,
    ...rest,
  }
}

async function decodePicture(bytes: Uint8Array): Promise<Pixels> {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height, channels: info.channels as Pixels['channels'] }
}

export interface Warned {
  readonly code: string
  readonly message: string
}

export function contextFor(signal: AbortSignal = new AbortController().signal): FillContext & { warnings: Warned[] } {
  const warnings: Warned[] = []
  return {
    signal,
    warnings,
    warn: (code, message) => warnings.push({ code, message }),
    progress: () => {},
    encode: (pixels) => pictureOf(pixels).encode(),
    decode: decodePicture,
  }
}

export const imagen3 = 'imagen-3.0-capability-001'
export const imagen2 = 'imagegeneration@006'
export const gemini = 'gemini-3.1-flash-image'

/** What Gemini can be asked for without stretching: its own 1:1. */
export const square: Asking = { width: 1024, height: 1024 }

let projects = 0

/** Every test has a project of its own, so that none waits for the quota of another. */
export function connectTo(emulator: Emulator): ConnectionOptions {
  return {
    project: `test-${process.pid}-${projects++}`,
    endpoint: emulator.url,
    auth: () => 'emulated',
    retryDelay: 1,
    requestsPerMinute: 60_000,
  }
}

export function optionsFor(emulator: Emulator, options: VertexOptions = {}): VertexOptions {
  return { ...connectTo(emulator), ...options }
}

/** An emulator and an engine that speaks to it, for the length of one test. */
export async function withEngine<T>(
  options: VertexOptions,
  test: (parts: { emulator: Emulator; engine: ReturnType<typeof createVertex>['engine'] }) => Promise<T>,
  emulatorOptions: EmulatorOptions = {},
): Promise<T> {
  const emulator = await startEmulator(emulatorOptions)
  const { engine, close } = createVertex({ storageEndpoint: emulator.url, ...optionsFor(emulator, options) })
  try {
    return await test({ emulator, engine })
  } finally {
    close()
    await emulator.close()
  }
}
