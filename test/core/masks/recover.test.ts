import assert from 'node:assert/strict'
import { type Mask, type Pixels, recoverMask, registerPixels } from '@paintout/core'
import { diskMask, drift, photograph, withDisk } from '../drift/pictures.ts'

function overlapOf(a: Mask, b: Mask): number {
  let both = 0
  let either = 0
  a.data.forEach((level, at) => {
    if (level && b.data[at]) both++
    if (level || b.data[at]) either++
  })
  return both / either
}

describe('recoverMask', () => {
  let plate: Pixels<Uint8Array>
  let photo: Pixels<Uint8Array>

  before(async () => {
    plate = await photograph()
    photo = withDisk(plate)
  })

  const recover = (answer: Pixels) => recoverMask(photo, answer, registerPixels(photo, answer))

  it('finds what is gone, as large as the photo, hard, and nothing else', () => {
    const answer = drift(plate, { dx: 6.4, dy: -3.1, scale: 1.02, gain: 1.04, offset: -6 })
    const mask = recover(answer)
    assert.deepEqual([mask.width, mask.height, mask.channels], [photo.width, photo.height, 1])
    assert.ok(mask.data.every((level) => level === 0 || level === 255))
    // A hard edge is two samples wide when it is looked at: of a disk with a radius of 45 that is a tenth.
    assert.ok(overlapOf(mask, diskMask(photo)) > 0.88)
    const near = diskMask(photo, 4)
    assert.ok(mask.data.every((level, at) => level === 0 || near.data[at] === 255))
  })

  it('finds it under a smooth warp, too', () => {
    assert.ok(overlapOf(recover(drift(plate, { warp: 2 })), diskMask(photo)) > 0.83)
  })

  it('finds nothing where nothing was removed', () => {
    const mask = recover(drift(photo, { dx: 5, dy: 2, gain: 0.96, offset: 7 }))
    assert.ok(mask.data.every((level) => level === 0))
  })

  it('draws no finer than it looks, and in place, on a photo larger than that', () => {
    const answer = drift(plate, { dx: 3 })
    const large = enlarge(photo, 3)
    const mask = recoverMask(large, answer, registerPixels(large, answer))
    let overlap = 0
    let size = 0
    const disk = diskMask(photo)
    mask.data.forEach((level, at) => {
      const x = Math.floor((at % large.width) / 3)
      const y = Math.floor(Math.floor(at / large.width) / 3)
      const wanted = disk.data[y * photo.width + x]
      if (level && wanted) overlap++
      if (level || wanted) size++
    })
    assert.ok(overlap / size > 0.93)
  })
})

function enlarge({ data, width, height, channels }: Pixels<Uint8Array>, by: number): Pixels<Uint8Array> {
  const out = new Uint8Array(data.length * by * by)
  for (let y = 0, at = 0; y < height * by; y++) {
    for (let x = 0; x < width * by; x++) {
      const from = (Math.floor(y / by) * width + Math.floor(x / by)) * channels
      for (let channel = 0; channel < channels; channel++) out[at++] = data[from + channel]!
    }
  }
  return { data: out, width: width * by, height: height * by, channels }
}
