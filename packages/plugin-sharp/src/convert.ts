import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Converting, depthOf, type Pixels } from '@paintout/core'
import { wrapTiff } from './formats/tiff.ts'
import { profileChannels } from './metadata/icc.ts'
import { fromPixels, toPixels, withChannels, withDepth } from './pixels.ts'
import type { SharpLibrary } from './sharp.ts'

/**
 * The same colours in another space, number of channels and depth. Where both spaces are one, samples are only rounded.
 * A profile that is not for so many channels says nothing and counts as absent. Copies, unless there is nothing to do.
 *
 * libvips asks Little CMS for one direct, perceptual transform from profile to profile. 8 to 8 bits is computed
 * by the matrices of the profiles, within two levels; at 16 bits Little CMS interpolates in a grid, within four levels
 * of 8 bits.
 */
export async function convert(sharp: SharpLibrary, { pixels, from, to, channels, depth }: Converting): Promise<Pixels> {
  const source = profileFor(pixels, from)
  const target = profileFor({ channels }, to)
  if (pixels.channels === channels && isSame(source, target)) return withDepth(pixels, depth)

  const working = depthOf(pixels) === 8 && depth === 8 ? pixels : withDepth(pixels, 16)
  const converted =
    channels === 1 && !target
      ? await toGrey(sharp, await toRgb(sharp, working, source, undefined))
      : await toRgb(sharp, working, source, target)
  return withDepth(converted, depth)
}

async function toGrey(sharp: SharpLibrary, pixels: Pixels): Promise<Pixels> {
  const deep = depthOf(pixels) === 16
  return toPixels(fromPixels(sharp, pixels), { grey: true, alpha: false, deep })
}

/** To a profile of any number of channels, or to sRGB. */
async function toRgb(
  sharp: SharpLibrary,
  pixels: Pixels,
  source: Uint8Array | undefined,
  target: Uint8Array | undefined,
): Promise<Pixels> {
  const input = source ? pixels : withChannels(pixels, 3)
  if (!source && !target) return input
  const carrier = wrapTiff(input, source ?? (await builtInProfile(sharp, 'srgb')))
  const grey = input.channels === 1
  const deep = depthOf(input) === 16
  const space = deep ? (grey ? 'grey16' : 'rgb16') : grey ? 'b-w' : 'srgb'
  return withProfilePath(target, async (path) => {
    // With `ignoreIcc` sharp leaves out its own first transform to sRGB or P3, and the one that is left is direct.
    const { data, info } = await sharp(carrier, { ignoreIcc: true, limitInputPixels: false })
      .toColourspace(space)
      .withIccProfile(path, { attach: false })
      .raw({ depth: deep ? 'ushort' : 'uchar' })
      .toBuffer({ resolveWithObject: true })
    const samples = deep
      ? new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2)
      : new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    return { data: samples, width: info.width, height: info.height, channels: info.channels === 1 ? 1 : 3 }
  })
}

/** sharp takes an output profile by path only. */
async function withProfilePath<T>(profile: Uint8Array | undefined, work: (path: string) => Promise<T>): Promise<T> {
  if (!profile) return work('srgb')
  const folder = await mkdtemp(join(tmpdir(), 'paintout-'))
  try {
    const path = join(folder, 'target.icc')
    await writeFile(path, profile)
    return await work(path)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** A profile that libvips has built in. */
export async function builtInProfile(sharp: SharpLibrary, name: 'srgb' | 'p3'): Promise<Uint8Array> {
  const pixel = { raw: { width: 1, height: 1, channels: 3 } } as const
  const png = await sharp(new Uint8Array(3), pixel).withIccProfile(name).png().toBuffer()
  return (await sharp(png).metadata()).icc!
}

function profileFor({ channels }: { channels: number }, profile: Uint8Array | undefined): Uint8Array | undefined {
  return profile && profileChannels(profile) === channels ? profile : undefined
}

function isSame(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && Buffer.compare(a, b) === 0)
}
