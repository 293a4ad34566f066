import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { fillPixels } from '@paintout/engine-local'
import { compileKernels, generatedFile } from '../../packages/engine-local/kernels/compile.ts'
import { boxes, photo } from './photos.ts'

describe('the kernels of the local engine', () => {
  it('are compiled from their present source, byte for byte', async () => {
    assert.equal(await readFile(generatedFile, 'utf8'), await compileKernels())
  })

  it('give the same bits with SIMD and without', async () => {
    for (const name of ['dust-bowl-home', 'march-pastoral', 'nagasaki-boats']) {
      const pixels = await photo(name, 300)
      const mask = boxes(pixels, [90, 60, 70, 60], [0, 100, 30, 40], [200, 0, 40, 8])
      const simd = await fillPixels(pixels, mask, { kernels: 'simd', seed: 7 })
      const plain = await fillPixels(pixels, mask, { kernels: 'plain', seed: 7 })
      assert.deepEqual(simd.data, plain.data, name)
    }
  })
})
