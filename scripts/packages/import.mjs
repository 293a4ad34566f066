import assert from 'node:assert/strict'
import * as core from '@paintout/core'
import { local, paintout, removal, withPaintout } from 'paintout'
import sharpLib from 'sharp'
import { assertRemoved, rect, scene } from './scene.mjs'

// The library by import, from one package and from its own.
assert.equal(paintout, core.paintout)
const processor = paintout().use(local).use(removal())
const result = await processor.process(scene(), { mask: { rect }, seed: 1 })
assertRemoved(result.pixels)
assert.equal(result.report.outsideChanged, 0)
await processor.close()

// And in a chain of sharp.
const sharp = withPaintout(sharpLib, { use: [local] })
const { data, width, height, channels } = scene()
const { data: samples, info } = await sharp(data, { raw: { width, height, channels } })
  .removeByMask({ mask: { rect }, seed: 1 })
  .raw()
  .toBuffer({ resolveWithObject: true })
assertRemoved({ data: samples, ...info })
