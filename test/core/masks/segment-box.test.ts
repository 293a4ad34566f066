import assert from 'node:assert/strict'
import { createMask, dilateMask, type Mask, type Pixels, type Rect, segmentBox } from '@paintout/core'
import { overlapOf } from '../../fixtures/overlap.ts'
import { disk, diskMask, drift, photograph, withDisk } from '../drift/pictures.ts'

const box: Rect = {
  left: disk.x - disk.radius,
  top: disk.y - disk.radius,
  width: 2 * disk.radius + 1,
  height: 2 * disk.radius + 1,
}

describe('segmentBox', () => {
  let plate: Pixels<Uint8Array>
  let photo: Pixels<Uint8Array>
  before(async () => {
    plate = await photograph()
    photo = withDisk(plate)
  })

  const errors: readonly (readonly [string, Partial<Rect>])[] = [
    ['exact', {}],
    ['two pixels too large on each side', { left: -2, top: -2, width: 4, height: 4 }],
    ['shifted by two pixels', { left: 2, top: -2 }],
  ]
  for (const [name, by] of errors) {
    it(`cuts the object out of its box: ${name}`, () => {
      const { left = 0, top = 0, width = 0, height = 0 } = by
      const drawn = {
        left: box.left + left,
        top: box.top + top,
        width: box.width + width,
        height: box.height + height,
      }
      const overlap = overlapOf(segmentBox(photo, drawn), diskMask(photo))
      assert.ok(overlap > 0.95, `IoU ${overlap}`)
    })
  }

  it('is the same for grey, for 16 bits and beside an alpha', () => {
    const truth = diskMask(photo)
    const wide = { ...photo, data: Uint16Array.from(photo.data, (sample) => sample * 257) }
    assert.deepEqual(segmentBox(wide, box).data, segmentBox(photo, box).data)
    assert.ok(overlapOf(segmentBox(inGrey(photo), box), truth) > 0.9)
    assert.deepEqual(segmentBox(withAlpha(photo), box).data, segmentBox(photo, box).data)
  })

  it('is as sharp as the picture for small objects, and a little coarser for large ones', async () => {
    const large = drift(photo, { scale: 2, dx: 190, dy: -150 })
    const truth = truthOf(drift(plate, { scale: 2, dx: 190, dy: -150 }), large)
    const overlap = overlapOf(segmentBox(large, boundsIn(truth)), truth)
    assert.ok(overlap > 0.95, `IoU ${overlap}`)
  })

  it('gives the whole box where nothing in it stands out', () => {
    const flat: Pixels = { data: new Uint8Array(80 * 60 * 3).fill(90), width: 80, height: 60, channels: 3 }
    const mask = segmentBox(flat, { left: 20, top: 10, width: 30, height: 40 })
    assert.deepEqual(boundsIn(mask), { left: 20, top: 10, width: 30, height: 40 })
    assert.equal(mask.data.filter((level) => level === 255).length, 30 * 40)
  })

  it('gives the whole picture for a box around it, and nothing for one beside it', () => {
    const whole = { left: 0, top: 0, width: photo.width, height: photo.height }
    assert.deepEqual(boundsIn(segmentBox(photo, whole)), whole)
    const beside = segmentBox(photo, { left: photo.width + 5, top: 0, width: 10, height: 10 })
    assert.ok(beside.data.every((level) => level === 0))
  })

  it('selects nothing that is far from the box', () => {
    const mask = segmentBox(photo, box)
    const near = createMask(photo.width, photo.height)
    for (let y = box.top; y < box.top + box.height; y++) {
      near.data.fill(255, y * photo.width + box.left, y * photo.width + box.left + box.width)
    }
    const allowed = dilateMask(near, 4)
    assert.ok(mask.data.every((level, at) => level === 0 || allowed.data[at]! > 0))
  })
})

function inGrey({ data, width, height }: Pixels): Pixels {
  const grey = Uint8Array.from(
    { length: width * height },
    (_, at) => (data[3 * at]! + data[3 * at + 1]! + data[3 * at + 2]!) / 3,
  )
  return { data: grey, width, height, channels: 1 }
}

function withAlpha({ data, width, height }: Pixels): Pixels {
  const out = new Uint8Array(width * height * 4).fill(128)
  for (let at = 0; at < width * height; at++) for (let c = 0; c < 3; c++) out[4 * at + c] = data[3 * at + c]!
  return { data: out, width, height, channels: 4 }
}

function truthOf(before: Pixels, after: Pixels): Mask {
  const mask = createMask(after.width, after.height)
  for (let i = 0; i < after.data.length; i++) {
    if (Math.abs(after.data[i]! - before.data[i]!) > 20) mask.data[Math.floor(i / 3)] = 255
  }
  return dilateMask(dilateMask(mask, 3), -3)
}

function boundsIn({ data, width, height }: Mask): Rect {
  let [left, top, right, bottom] = [width, height, -1, -1]
  for (let at = 0; at < data.length; at++) {
    if (data[at]! < 128) continue
    const [x, y] = [at % width, Math.floor(at / width)]
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
  }
  return { left, top, width: right - left + 1, height: bottom - top + 1 }
}
