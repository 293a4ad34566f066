// The types, as a user's strict compiler reads them.
import { codec, local, type Pixels, paintout, removal } from 'paintout'

declare const pixels: Pixels
const clean = paintout()
  .use([codec, local, removal({ dilate: '0.01w' })])
  .freeze()
const result = await clean.process('photo.jpg', { mask: 'photo.mask.png' })
await result.toFile('clean.jpg')
await clean.process(pixels, { mask: { rect: [0, 0, 8, 8] } })
