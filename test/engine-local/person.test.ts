import assert from 'node:assert/strict'
import { cp, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type PaintoutError, type Pixels, paintout, plugin, removal, type Target } from '@paintout/core'
import { person } from '@paintout/engine-local/person'
import { codec } from '@paintout/plugin-sharp'
import { readLevels } from '../../packages/engine-local/src/person/read-levels.ts'
import { nativeEngine } from '../fixtures/engines.ts'
import { drawFigure } from '../fixtures/figure.ts'
import { useFolder } from '../fixtures/folder.ts'
import { overlapOf } from '../fixtures/overlap.ts'
import { photoPixels } from '../fixtures/photo.ts'

const bring = plugin(function bring() {
  this.engine(nativeEngine())
  return undefined
})

function clean(photo: Pixels, target: Target = 'person') {
  const processor = paintout()
    .use(codec)
    .use(bring)
    .use(person)
    .use(removal({ dilate: 0, feather: 0 }))
  return processor.process(photo, { target })
}

describe('person', () => {
  for (const name of ['black-canyon', 'dust-bowl-home', 'french-alpine-landscape'] as const) {
    it(`finds somebody in front of ${name}, and nothing changes outside`, async () => {
      const { photo, truth } = await drawFigure(name)
      const { mask, report } = await clean(photo)
      const overlap = overlapOf(mask, truth)
      assert.ok(overlap > 0.93, `IoU ${overlap}`)
      assert.equal(report.outsideChanged, 0)
      assert.equal(report.mask?.by, 'local/person')
      assert.deepEqual([report.regions[0]!.engine, report.regions[0]!.usd], ['local/person', 0])
    })
  }

  it('warns that it is not sure', async () => {
    const { report } = await clean((await drawFigure('dust-bowl-home')).photo)
    assert.deepEqual(
      report.warnings.map(({ code }) => code).filter((code) => code === 'mask-unsure'),
      ['mask-unsure'],
    )
  })

  it('fails where nobody is, and says what it saw', async () => {
    const photo = await photoPixels('acanthus-mollis', 480, 360)
    const error = await clean(photo).then(
      () => assert.fail('somebody was found'),
      (error: PaintoutError) => error,
    )
    assert.equal(error.code, 'mask-not-found')
    assert.equal(
      error.message,
      'Expected people on 0.5 to 40 % of the photo, got 0.0 %: there are none, or the small model does not see them. Give a mask, or let `vertexSegment` find them.',
    )
  })

  it('leaves every other target to others', async () => {
    const { photo } = await drawFigure('dust-bowl-home')
    const error = await clean(photo, 'foreground').then(
      () => assert.fail('it was found'),
      (error: PaintoutError) => error,
    )
    assert.match(error.message, /finds the target `foreground` in the input, got `native`/)
  })

  it('takes no options', () => {
    assert.throws(
      () => paintout().use(person, { threshold: 0.5 } as never),
      (error: PaintoutError) => error.code === 'unknown-option',
    )
  })

  it('reads the model’s answer at another size, by straight lines between its samples', () => {
    const chances = Float32Array.of(0, 1, 0, 1)
    assert.deepEqual([...readLevels(chances, 2, { width: 4, height: 1 }).data], [0, 64, 191, 255])
    assert.deepEqual(
      [...readLevels(Float32Array.of(-0.2, 1.3, 0.5, 0), 2, { width: 2, height: 2 }).data],
      [0, 255, 128, 0],
    )
  })
})

describe('person without its peers', () => {
  const folder = useFolder()

  it('says what to install', async () => {
    const source = fileURLToPath(new URL('../../packages/engine-local/src/person', import.meta.url))
    await cp(source, folder.path('person'), { recursive: true })
    await mkdir(folder.path('node_modules/@paintout'), { recursive: true })
    await symlink(
      fileURLToPath(new URL('../../packages/core', import.meta.url)),
      folder.path('node_modules/@paintout/core'),
    )
    await writeFile(folder.path('package.json'), '{ "type": "module" }')
    const { loadNet } = await import(pathToFileURL(join(folder.path('person'), 'load-net.ts')).href)
    const error = await loadNet().then(
      () => assert.fail('it was found'),
      (error: PaintoutError) => error,
    )
    assert.equal(error.code, 'not-installed')
    assert.match(
      error.message,
      /^Expected @techstark\/opencv-js and @mediapipe\/selfie_segmentation to find people, got no @\S+\. Install them: `npm install @techstark\/opencv-js@5\.0\.0-release\.1 @mediapipe\/selfie_segmentation`\.$/,
    )
  })
})
