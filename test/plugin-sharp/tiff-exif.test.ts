import assert from 'node:assert/strict'
import { paintout } from '@paintout/core'
import { codec } from '@paintout/plugin-sharp'
import sharp from 'sharp'

const EXIF_DIRECTORY = 0x8769

/** A TIFF, with a directory of EXIF behind its own where sharp would not write one. */
async function tiff(withExif: boolean): Promise<Uint8Array> {
  const bytes = await sharp({ create: { width: 32, height: 24, channels: 3, background: '#864' } })
    .tiff()
    .toBuffer()
  if (!withExif) return bytes
  assert.equal(bytes.toString('latin1', 0, 2), 'II')
  const first = bytes.readUInt32LE(4)
  const count = bytes.readUInt16LE(first)
  const fields = bytes.subarray(first + 2, first + 2 + 12 * count)
  const directory = Buffer.alloc(2 + fields.length + 12 + 4)
  directory.writeUInt16LE(count + 1)
  directory.set(fields, 2)
  const pointer = 2 + fields.length
  directory.writeUInt16LE(EXIF_DIRECTORY, pointer)
  directory.writeUInt16LE(4, pointer + 2)
  directory.writeUInt32LE(1, pointer + 4)
  directory.writeUInt32LE(bytes.length + directory.length, pointer + 8)
  const exif = Buffer.from('010000900700040000003032333200000000', 'hex')
  const whole = Buffer.concat([bytes, directory, exif])
  whole.writeUInt32LE(bytes.length, 4)
  return whole
}

async function warningsOf(input: Uint8Array): Promise<string[]> {
  const { signal } = new AbortController()
  const decoded = await paintout().use(codec).freeze().hooks.decode.promise({ input, signal })
  return decoded!.warnings!.map(({ code }) => code)
}

describe('a TIFF with EXIF', () => {
  it('is read with a warning that its EXIF is left out', async () => {
    assert.deepEqual(await warningsOf(await tiff(true)), ['metadata-lost'])
  })

  it('is told from one without', async () => {
    assert.deepEqual(await warningsOf(await tiff(false)), [])
  })
})
