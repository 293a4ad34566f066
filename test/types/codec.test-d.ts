import { createReadStream } from 'node:fs'
import { named, paintout, removal } from '@paintout/core'
import { local } from '@paintout/engine-local'
import { codec } from '@paintout/plugin-sharp'

const clean = paintout().use([codec, local, removal()]).freeze()

// Files, bytes and streams in; SVG as a mask; files and bytes out.
clean.process('photo.jpg', { mask: 'photo.mask.png' })
clean.process(new URL('file:///photo.jpg'), { mask: { svg: '<svg/>' } })
clean.process(createReadStream('photo.jpg'), { mask: [new Uint8Array(8), { rect: [0, 0, 8, 8] }] })
clean.process('photo.jpg').then(async (result) => {
  const written = await result.toFile('clean.jpg', { quality: 80 })
  const bytes: Uint8Array = await result.toBuffer({ format: 'png' })
  return [written.outside.max, bytes.length]
})
paintout().use(codec, { quality: 80, failOn: 'none' }).use(local, { maxMemory: 512 })
paintout()
  .use([named('reader', codec), local])
  .process('photo.jpg')

// @ts-expect-error -- no codec, no path
paintout().use([local, removal()]).process('photo.jpg')
// @ts-expect-error -- no codec, no file
paintout().use(local).run({ image: 'photo.jpg' })
// @ts-expect-error -- a number is no image
clean.process(8)
// @ts-expect-error -- nor a mask
clean.process('photo.jpg', { mask: 8 })
// @ts-expect-error -- a format that is not written
clean.process('photo.jpg').then((result) => result.toBuffer({ format: 'bmp' }))
// @ts-expect-error -- a file has a name
clean.process('photo.jpg').then((result) => result.toFile())
// @ts-expect-error -- damage has degrees
paintout().use(codec, { failOn: 'always' })
// @ts-expect-error -- in a list too
paintout().use([[codec, { quality: '80' }], local])
// @ts-expect-error -- megabytes are a number
paintout().use([codec, [local, { maxMemory: '1 GB' }]])
