// The library by `require`, which takes modules on every Node that the packages support.
const assert = require('node:assert/strict')
const { paintout, removal } = require('@paintout/core')
const { local } = require('@paintout/engine-local')
const { codec } = require('@paintout/plugin-sharp')
const { assertRemoved, rect, scene } = require('./scene.mjs')

assert.equal(require('paintout').paintout, paintout)

const clean = paintout().use(codec).use(local).use(removal()).freeze()
clean
  .process(scene(), { mask: { rect }, seed: 1 })
  .then((result) => assertRemoved(result.pixels))
  .finally(() => clean.close())
