import assert from 'node:assert/strict'
import { composite, harmonize, type Pixels, paintout, plugin, removal, removeByMask } from '@paintout/core'
import { differenceInside, diskMask, drift, photograph, withDisk } from '../drift/pictures.ts'

/** Gives back the plate, darker, in the place that it was asked for. */
function darkening(plate: Pixels<Uint8Array>, drifts: boolean) {
  return plugin(function darkening() {
    const { width, height } = plate
    const rect = { left: 0, top: 0, width, height }
    this.engine({
      name: 'darkening',
      contract: 1,
      limits: { maxCandidates: 1, takesMask: true, drifts, targets: [], usdPerImage: 0 },
      accepts: () => true,
      fingerprint: () => ({}),
      fill: async () => [{ image: drift(plate, { offset: -12 }) }],
    })
    this.hooks.plan.tap('darkening', (planning) => ({
      ...planning,
      regions: planning.regions.map((region) => ({ ...region, rect, size: [width, height] as const, scale: 1 })),
    }))
    return undefined
  })
}

describe('harmonize', () => {
  it('gives the fill of an engine that drifts the tone of its surroundings', async () => {
    const plate = await photograph()
    const mask = diskMask(plate, 4)
    const with_ = await paintout().use(darkening(plate, true)).use(removal()).process(withDisk(plate), { mask })
    assert.ok(differenceInside(with_.pixels, plate, mask) < 1)
    const off = paintout().use(darkening(plate, true)).use(removal()).use(harmonize, false)
    const without = await off.process(withDisk(plate), { mask })
    assert.ok(differenceInside(without.pixels, plate, mask) > 8)
  })

  it('leaves the fill of another engine as it is', async () => {
    const plate = await photograph()
    const mask = diskMask(plate, 4)
    const processor = paintout()
      .use(darkening(plate, false))
      .use(removeByMask)
      .use(harmonize)
      .use(composite, { feather: 0 })
    const { pixels } = await processor.process(withDisk(plate), { mask })
    assert.equal(differenceInside(pixels, drift(plate, { offset: -12 }), mask), 0)
  })
})
