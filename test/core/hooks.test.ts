import assert from 'node:assert/strict'
import { paintout, plugin } from '@paintout/core'

describe('a hook', () => {
  it('is in use once something is tapped, and not before', () => {
    const seen: boolean[] = []
    const look = plugin(function look() {
      seen.push(this.hooks.segment.isUsed())
      return undefined
    })
    const find = plugin(function find() {
      this.hooks.segment.tap('find', () => undefined)
      return undefined
    })
    paintout().use(look).freeze()
    paintout().use([find, look]).freeze()
    assert.deepEqual(seen, [false, true])
  })
})
