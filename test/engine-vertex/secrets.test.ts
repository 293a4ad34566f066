import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import { misbehaviourNames } from '@paintout/emulator'
import { quoted, textOfHtml, withoutSecrets } from '../../packages/engine-vertex/src/quote.ts'
import { contextFor, gemini, imagen3, requestFor, square, withEngine } from './requests.ts'

const token = 'ya29.a0AfB_byC-secret-secret-secret-secret'

describe('what is secret', () => {
  for (const [model, asking] of [
    [imagen3, {}],
    [gemini, square],
  ] as const) {
    it(`is in no error and no warning, whatever goes wrong with ${model}`, async () => {
      let seen = 0
      for (const name of misbehaviourNames) {
        const options = { model, retries: 1, deadline: 500, auth: () => token }
        await withEngine(
          options,
          async ({ emulator, engine }) => {
            emulator.next(name, name)
            const request = requestFor(asking)
            const { bytes } = await request.image.encode()
            const base64 = Buffer.from(bytes).toString('base64')
            const context = contextFor()
            const error: unknown = await engine.fill(request, context).catch((reason: unknown) => reason)
            const told = inspect([error instanceof Error ? error : undefined, context.warnings], {
              depth: 12,
              showHidden: true,
              maxStringLength: null,
            })
            if (error instanceof Error) seen++
            assert.ok(!told.includes(token), `${name} tells the token`)
            assert.ok(!told.includes(base64.slice(100, 200)), `${name} tells the picture`)
          },
          { answer: 'echo', tokens: [token] },
        )
      }
      assert.ok(seen > 20, `only ${seen} errors were looked at`)
    })
  }

  it('is cut out of what a service says', () => {
    const said = `Bearer ${token} and ${token} and eyJhbGciOi.eyJpc3MiOi.c2lnbg and 1//0gabcdefghijklmnopqrstuvwx and ${'QUJD'.repeat(40)}== and -----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----.`
    assert.equal(withoutSecrets(said), '… and … and … and … and … and ….')
    assert.equal(quoted('Try again.\n  Later.'), '"Try again. Later"')
    assert.equal(withoutSecrets('word '.repeat(100)).length, 300)
  })

  it('leaves what a person would read of a page', () => {
    assert.equal(textOfHtml('<head><title>x</title></head><style>p{}</style><p>Not <b>here</b></p>'), 'Not here')
  })
})
