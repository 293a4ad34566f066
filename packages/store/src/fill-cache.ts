import { promisify } from 'node:util'
import { deflateRaw, inflateRaw } from 'node:zlib'
import { copyPixels, createSamples, cropPixels, type Pixels, type Rect } from '@paintout/core'
import type { DecodedCandidate } from './answer-picture.ts'
import type { Cache } from './cache.ts'

const deflate = promisify(deflateRaw)
const inflate = promisify(inflateRaw)

/** Answers that cost nothing but time. */
export interface FillCache {
  find(key: string, image: Pixels): Promise<DecodedCandidate[] | undefined>
  put(key: string, answer: readonly DecodedCandidate[], image: Pixels): Promise<void>
}

interface Facts {
  readonly candidates: readonly { readonly box: Rect | null; readonly bytes: number }[]
  readonly depth: 1 | 2
}

/** Of each candidate only the box that differs from the picture it was asked for. Masks and other sizes are not kept. */
export function openFillCache(cache: Cache): FillCache {
  return {
    async find(key, image) {
      const found = await cache.get(`fill ${key}`)
      if (!found) return undefined
      const { candidates, depth } = found.facts as Facts
      const unpacked: DecodedCandidate[] = []
      let at = 0
      for (const { box, bytes } of candidates) {
        const restored = copyPixels(image)
        if (box) {
          const raw = await inflate(found.bytes.subarray(at, at + bytes))
          const aligned = raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.byteLength)
          lay(restored, depth === 2 ? new Uint16Array(aligned) : new Uint8Array(aligned), box)
        }
        at += bytes
        unpacked.push({ image: restored })
      }
      return unpacked
    },
    async put(key, answer, image) {
      const isPlain = answer.every(({ image: each, mask, note }) => isAlike(each, image) && !mask && !note)
      if (!isPlain) return
      const chunks = await Promise.all(
        answer.map(async ({ image: each }) => {
          const box = differenceOf(each, image)
          if (!box) return { box: null, bytes: Buffer.alloc(0) }
          const { data } = cropPixels(each, box)
          return {
            box,
            bytes: await deflate(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), { level: 1 }),
          }
        }),
      )
      const facts: Facts = {
        candidates: chunks.map(({ box, bytes }) => ({ box, bytes: bytes.length })),
        depth: image.data.BYTES_PER_ELEMENT as 1 | 2,
      }
      await cache.put(`fill ${key}`, Buffer.concat(chunks.map(({ bytes }) => bytes)), facts)
    },
  }
}

function isAlike(a: Pixels, b: Pixels): boolean {
  return (
    a.width === b.width &&
    a.height === b.height &&
    a.channels === b.channels &&
    a.data.BYTES_PER_ELEMENT === b.data.BYTES_PER_ELEMENT
  )
}

function differenceOf(a: Pixels, b: Pixels): Rect | undefined {
  const { width, height, channels } = a
  const row = width * channels
  let [left, top, right, bottom] = [row, height, -1, -1]
  for (let y = 0; y < height; y++) {
    const start = y * row
    let from = 0
    while (from < row && a.data[start + from] === b.data[start + from]) from++
    if (from === row) continue
    let to = row - 1
    while (a.data[start + to] === b.data[start + to]) to--
    left = Math.min(left, from)
    right = Math.max(right, to)
    top = Math.min(top, y)
    bottom = y
  }
  if (bottom < 0) return undefined
  const [first, last] = [Math.floor(left / channels), Math.floor(right / channels)]
  return { left: first, top, width: last - first + 1, height: bottom - top + 1 }
}

function lay(target: Pixels, data: Uint8Array | Uint16Array, { left, top, width, height }: Rect): void {
  const { channels } = target
  if (data.length !== width * height * channels) return
  const samples = createSamples(target.data, data.length)
  samples.set(data)
  for (let y = 0; y < height; y++) {
    const from = y * width * channels
    target.data.set(samples.subarray(from, from + width * channels), ((top + y) * target.width + left) * channels)
  }
}
