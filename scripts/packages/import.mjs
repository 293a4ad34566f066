import assert from 'node:assert/strict'
import * as core from '@paintout/core'
import { local, paintout, removal } from 'paintout'
import { assertRemoved, rect, scene } from './scene.mjs'

// The library by import, from one package and from its own.
assert.equal(paintout, core.paintout)
const processor = paintout().use(local).use(removal())
const result = await processor.process(scene(), { mask: { rect }, seed: 1 })
assertRemoved(result.pixels)
assert.equal(result.report.outsideChanged, 0)
await processor.close()
