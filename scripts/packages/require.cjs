// The library by `require`, which takes modules on every Node that the packages support.
const assert = require('node:assert/strict')
const { paintout, removal } = require('@paintout/core')
const { local } = require('@paintout/engine-local')
const { codec, withPaintout } = require('@paintout/plugin-sharp')
const sharpLib = require('sharp')
const { assertRemoved, rect, scene } = require('./scene.mjs')

assert.equal(require('paintout').paintout, paintout)

const clean = paintout().use(codec).use(local).use(removal()).freeze()
clean
  .process(scene(), { mask: { rect }, seed: 1 })
  .then((result) => assertRemoved(result.pixels))
  .finally(() => clean.close())

const sharp = withPaintout(sharpLib, { use: [local] })
const { data, width, height, channels } = scene()
const chain = sharp(data, { raw: { width, height, channels } }).removeByMask({ mask: { rect }, seed: 1 })
assert.ok(chain instanceof sharpLib)
chain
  .raw()
  .toBuffer({ resolveWithObject: true })
  .then(({ data, info }) => assertRemoved({ data, ...info }))
