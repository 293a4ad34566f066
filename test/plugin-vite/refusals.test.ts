import assert from 'node:assert/strict'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vertex } from '@paintout/engine-vertex'
import { type PaintoutOptions, paintout } from '@paintout/plugin-vite'
import { writeMask, writePhoto } from '../playground/pictures.ts'
import { useSite } from './site.ts'

describe('a build fails with file, line, key and way out', () => {
  const site = useSite()

  const wrongQueries: Readonly<Record<string, RegExp>> = {
    'rect=1,2,3&remove': /Expected `rect` to be x,y,width,height in pixels, as in `10,20,300,200`, got `1,2,3`/,
    'rect=1,2,3,4&dilate=much&remove': /Expected `dilate` to be a length .*got `much`/,
    'rect=1,2,3,4&dilate=1%&remove': /Expected `dilate` as a URL holds it, got `1%`\. A share of the width is `0\.01w`/,
    'rect=1,2,3,4&seed=1.5&remove': /Expected `seed` to be an integer from 0 to 4294967295, got `1\.5`/,
    'rect=1,2,3,4&seed=1&seed=2&remove': /Expected `seed` to have one value, got 2/,
    'rect=1,2,3,4&mask-invert=yes&remove': /Expected `mask-invert` without a value, got `yes`/,
    'rect=&remove': /Expected `rect` to have a value, got none/,
    'remove=./m.png': /Expected `remove` without a value, got `\.\/m\.png`\. Name a mask by `mask=\.\/m\.png&remove`/,
    'maks=./m.png&remove': /Expected no key `maks` beside `remove`\. Did you mean `mask`\?/,
    'rect=1,2,3,4&dialte=2px&remove': /Expected no key `dialte` beside `remove`\. Did you mean `dilate`\?/,
    'rect=1,2,3,4&maskInvert&remove': /Did you mean `mask-invert`\?/,
    'mask=./gone.png&remove':
      /Expected the mask `gone\.png` for a\.jpg, got no such file\. A mask in a query is named from the photo's folder/,
    'auto=foreground&rect=1,2,3,4&remove': /Expected `auto` or a mask, got both/,
    'auto=&remove': /Expected `auto` to have a value, got none/,
    remove: /Expected a mask for a\.jpg, got none: no `a\.mask\.png` lies beside it\. Say what to remove/,
  }

  for (const [query, message] of Object.entries(wrongQueries)) {
    it(`on ?${query}`, async () => {
      await site.write({
        'a.jpg': 1,
        'm.png': 'mask',
        'main.js': `// first\nimport a from './a.jpg?${query}'\nconsole.log(a)`,
      })
      await site.write({ 'index.html': '<script type="module" src="/main.js"></script>' })
      await assert.rejects(site.build(), (error: Error) => {
        assert.match(error.message, message)
        assert.match(error.message, /In main\.js:2, /)
        return true
      })
    })
  }

  const places: Readonly<Record<string, readonly [where: RegExp, files: Readonly<Record<string, string>>]>> = {
    'in a page': [
      /In index\.html:3, /,
      { 'index.html': '<!doctype html>\n<title>a</title>\n<img src="a.jpg?rect=1&remove">' },
    ],
    'in a style': [
      /In style\.css:2, /,
      {
        'index.html': '<link rel="stylesheet" href="/style.css">',
        'style.css': '\np { background: url(./a.jpg?rect=1&remove) }',
      },
    ],
    'in a new URL': [
      /In main\.js:2, /,
      {
        'index.html': '<script type="module" src="/main.js"></script>',
        'main.js': '\nconsole.log(new URL("./a.jpg?rect=1&remove", import.meta.url))',
      },
    ],
  }

  for (const [where, [message, files]] of Object.entries(places)) {
    it(where, async () => {
      await site.write({ 'a.jpg': 1, ...files })
      await assert.rejects(site.build(), message)
    })
  }

  it('where a rule has neither mask nor side-car', async () => {
    await site.write({ 'a.jpg': 1, 'index.html': '<img src="a.jpg">' })
    await assert.rejects(site.build({ rules: [{ include: '*.jpg' }] }), /Expected a mask for a\.jpg, got none/)
  })

  it('where a mask is asked to be cleaned', async () => {
    await site.write({ 'a.jpg': 1, 'a.mask.png': 'mask', 'index.html': '<img src="a.mask.png?rect=1,2,3,4&remove">' })
    await assert.rejects(site.build(), /Expected a photo, got the mask `a\.mask\.png`/)
  })

  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="96" height="64"/>'
  const asked = 'a.svg?rect=1,2,3,4&remove'
  const askedBy: Readonly<Record<string, string>> = {
    'a page': `<img src="${asked}">`,
    'a style': `<style>p { background: url(${asked}) }</style>`,
    'a module': `<script type="module">import a from './${asked}'; console.log(a)</script>`,
  }
  for (const [who, html] of Object.entries(askedBy)) {
    it(`where ${who} asks for the removal of something from a picture that is no photo`, async () => {
      await site.write({ 'a.svg': svg, 'index.html': html })
      for (const assetsInlineLimit of [0, 1e6]) {
        await assert.rejects(
          site.build({}, { build: { assetsInlineLimit } }),
          /In index\.html.*Expected a photo in JPEG, PNG, WebP, AVIF, TIFF or GIF, got `a\.svg`/s,
        )
      }
    })
  }

  it('where a query is left that nothing reads', async () => {
    await site.write({
      'public/a.jpg': 1,
      'index.html': '<script type="module">document.title = "/a.jpg?rect=1,2,3,4&remove"</script>',
    })
    await assert.rejects(
      site.build(),
      /Expected `\/a\.jpg\?rect=1,2,3,4&remove` to be cleaned, got it as it is in assets/,
    )
  })

  it('where a photo that is to be cleaned is missing', async () => {
    await site.write({ 'index.html': '<img src="./gone.jpg?rect=1,2,3,4&remove">' })
    await assert.rejects(
      site.build(),
      /`\.\/gone\.jpg\?rect=1,2,3,4&remove` to be cleaned, .*There is no such photo, or/,
    )
  })

  it('where an emitted file is an original that was to be cleaned', async () => {
    await site.write({ 'a.jpg': 1, 'a.mask.png': 'mask', 'index.html': '<p>' })
    await assert.rejects(
      site.build({}, { plugins: [emitting((path) => path('a.jpg'), site)] }),
      /Expected a\.jpg to be cleaned, got the original in copy\.jpg/,
    )
  })

  it('where inlined bytes are an original that was to be cleaned', async () => {
    await site.write({ 'a.jpg': 1, 'a.mask.png': 'mask' })
    const bytes = await import('node:fs/promises').then(({ readFile }) => readFile(site.path('a.jpg')))
    await site.write({
      'index.html': `<script type="module">document.title = 'data:image/jpeg;base64,${bytes.toString('base64')}'</script>`,
    })
    await assert.rejects(site.build(), /Expected a\.jpg to be cleaned, got the original in assets\/.*, inlined/)
  })

  it('where the engine fails', async () => {
    await site.write({ 'a.jpg': 1, 'a.mask.png': 'mask', 'index.html': '<img src="a.jpg">' })
    const failing = { ...site.engine, fill: () => Promise.reject(new Error('no more paint')) }
    const { using } = await import('./site.ts')
    await assert.rejects(site.build({ use: using(failing) }), /no more paint/)
  })
})

function emitting(fileOf: (path: (name: string) => string) => string, site: { path(name: string): string }) {
  return {
    name: 'emitting',
    async generateBundle(this: { emitFile(file: object): string }) {
      const { readFile } = await import('node:fs/promises')
      this.emitFile({ type: 'asset', fileName: 'copy.jpg', source: await readFile(fileOf(site.path)) })
    },
  }
}

describe('a file outside of the project', () => {
  const site = useSite()
  let outside: string
  beforeEach(async () => {
    outside = await mkdtemp(join(tmpdir(), 'paintout-outside-'))
    await writePhoto(join(outside, 'a.jpg'), 1)
    await writeMask(join(outside, 'm.png'))
  })
  afterEach(() => rm(outside, { recursive: true }))

  it('is refused as a mask', async () => {
    await site.write({ 'a.jpg': 1, 'index.html': '<img src="a.jpg">' })
    const rules = [{ include: '*.jpg', mask: join(outside, 'm.png') }]
    await assert.rejects(site.build({ rules }), /Expected a file inside the project, got `.*m\.png`.*`fsAllow`/)
  })

  it('is refused as a photo that a link leads to', async () => {
    await site.write({ 'm.png': 'mask', 'index.html': '<img src="a.jpg?mask=m.png&remove">' })
    await symlink(join(outside, 'a.jpg'), site.path('a.jpg'))
    await assert.rejects(site.build(), /Expected a file inside the project/)
  })

  it('is taken where `fsAllow` names its folder', async () => {
    await site.write({ 'a.jpg': 1, 'index.html': '<img src="a.jpg">' })
    await site.build({ rules: [{ include: '*.jpg', mask: join(outside, 'm.png') }], fsAllow: [outside] })
    assert.deepEqual(await site.pictures(), { 'a.jpg': { number: 1, hasObject: false } })
  })
})

describe('a dangerous file', () => {
  const site = useSite()

  it('is refused as a photo of endless size', async () => {
    await site.write({ 'm.png': 'mask', 'index.html': '<img src="a.png?mask=m.png&remove">' })
    await site.write({ 'a.png': bomb() as never })
    await assert.rejects(site.build(), /too-large|limit|pixels/)
  })

  it('is refused as an SVG mask that refers to something outside', async () => {
    await site.write({
      'a.jpg': 1,
      'm.svg': '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><image href="file:///etc/passwd"/></svg>',
      'index.html': '<img src="a.jpg?mask=m.svg&remove">',
    })
    await assert.rejects(site.build(), /Expected .*m\.svg to refer to nothing outside of it, got a link out/)
  })
})

/** The head of a PNG that says 60000 × 60000. */
function bomb(): Buffer {
  const { crc32, deflateSync } = process.getBuiltinModule('node:zlib') as typeof import('node:zlib') & {
    crc32(data: Uint8Array): number
  }
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
    const length = Buffer.alloc(4)
    length.writeUInt32BE(data.length)
    const sum = Buffer.alloc(4)
    sum.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, sum])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(60000, 0)
  header.writeUInt32BE(60000, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const data = deflateSync(Buffer.alloc(1000))
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))])
}

describe('options', () => {
  const wrong: readonly (readonly [options: object, message: RegExp])[] = [
    [{ sidcar: false }, /Expected no option `sidcar`.*Did you mean `sidecar`/],
    [{ dev: 'fast' }, /Expected `dev` of the Vite plugin to be one of `local`, `engine`, `original`, got `"fast"`/],
    [{ sidecar: '' }, /Expected `sidecar` of the Vite plugin to be a suffix such as "\.mask\.png", or `false`/],
    [{ rules: [{ mask: 'a.png' }] }, /Expected `include` for rule 1 of the Vite plugin, got nothing/],
    [{ rules: [{ include: 'a', dilat: 2 }] }, /Expected no option `dilat` for rule 1.*Did you mean `dilate`/],
    [
      { rules: [{ include: 'a' }, { include: 'a', auto: 'person', mask: 'm.png' }] },
      /Expected `auto` or `mask` for rule 2/,
    ],
    [{ engine: 'local', use: [] }, /Expected `engine` or `use` for the Vite plugin, got both/],
    [{ budget: { eur: 2 } }, /Expected no option `eur`/],
  ]

  for (const [options, message] of wrong) {
    it(`refuse ${JSON.stringify(options)} at the call`, () => {
      assert.throws(() => paintout(options as PaintoutOptions), message)
    })
  }

  const site = useSite()

  it('of an engine in `use` are refused before the first photo', async () => {
    await site.write({ 'index.html': '<p>No photo</p>' })
    const options = { use: [[vertex, { project: 'mine', modl: 'imagen-3.0-capability-001' }]] } as PaintoutOptions
    await assert.rejects(site.build(options), /Expected no option `modl`.*Did you mean `model`/)
  })
})
