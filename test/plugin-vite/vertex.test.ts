import assert from 'node:assert/strict'
import { type Emulator, startEmulator } from '@paintout/emulator'
import { vertex } from '@paintout/engine-vertex'
import { build } from 'vite'
import { useSite } from './site.ts'

describe('Vertex AI in a build', () => {
  const site = useSite()
  let emulator: Emulator
  const frozen = process.env.PAINTOUT_FROZEN
  beforeEach(async () => {
    process.env.PAINTOUT_FROZEN = '0'
    emulator = await startEmulator()
  })
  afterEach(() => {
    if (frozen === undefined) delete process.env.PAINTOUT_FROZEN
    else process.env.PAINTOUT_FROZEN = frozen
    return emulator.close()
  })

  const using = (model: string) => [
    [vertex, { project: 'shop', model, endpoint: emulator.url, auth: async () => 'emulated' }] as const,
  ]

  it('is asked once for each photo, and says before who is paid how much', async () => {
    await site.write({
      'a.jpg': 1,
      'a.mask.png': 'mask',
      'index.html': '<img src="a.jpg"><style>p { background: url(a.jpg) }</style>',
    })
    await site.build({ use: using('imagen-3.0-capability-001') })
    await site.build({ use: using('imagen-3.0-capability-001') })
    assert.equal(emulator.images, 1)
    const price =
      /^\[paintout\] Paying \$0\.04 a picture by vertex\/imagen-3\.0-capability-001, project shop: 1 for a\.jpg, \$0\.04$/
    assert.equal(site.said.filter((line) => price.test(line)).length, 1, site.said.join('\n'))
    assert.ok(
      site.said.some((line) => /^\[paintout\] 1 cleaned, .*\$0\.\d\d/.test(line)),
      site.said.join('\n'),
    )
  })

  it('finds what `auto` names', async () => {
    await site.write({ 'a.jpg': 1, 'index.html': '<img src="a.jpg?auto=foreground&remove">' })
    await site.build({ use: using('imagen-3.0-capability-001') }).catch(() => {})
    assert.ok(emulator.calls.length > 0)
    assert.match(JSON.stringify(emulator.calls[0]), /MASK_MODE_FOREGROUND|foreground/i)
  })

  it('is short for its plugin by name, and then takes its settings from the environment', async () => {
    await site.write({ 'a.jpg': 1, 'a.mask.png': 'mask', 'index.html': '<img src="a.jpg">' })
    const names = ['GOOGLE_OAUTH_ACCESS_TOKEN', 'GOOGLE_CLOUD_PROJECT', 'PAINTOUT_VERTEX_ENDPOINT'] as const
    const before = names.map((name) => process.env[name])
    Object.assign(process.env, {
      GOOGLE_OAUTH_ACCESS_TOKEN: 'emulated',
      GOOGLE_CLOUD_PROJECT: 'shop',
      PAINTOUT_VERTEX_ENDPOINT: emulator.url,
    })
    try {
      await build(site.settings({ engine: 'vertex' }, { plugins: [] }))
      assert.equal(emulator.images, 1)
    } finally {
      for (const [index, name] of names.entries()) {
        if (before[index] === undefined) delete process.env[name]
        else process.env[name] = before[index]
      }
    }
  })
})
