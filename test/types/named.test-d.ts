import { composite, dilate, named, paintout, plugin } from '@paintout/core'
import { pathCodec, withRequiredOptions } from './plugins.ts'

// A named copy takes the options of its original, and adds what it adds.
paintout().use(dilate, '8px').use(named('second', dilate), '-4px').use(named('third', dilate))
paintout().use([[named('second', composite), { feather: 0 }]])
paintout()
  .use(named('paths', pathCodec))
  .process('photo.jpg')
  .then((result) => result.toFile('clean.jpg'))

// @ts-expect-error -- the options of the original
paintout().use(named('second', dilate), '8em')
// @ts-expect-error -- in a list too
paintout().use([[named('second', composite), { fether: 0 }]])
// @ts-expect-error -- also where they are required
paintout().use(named('second', withRequiredOptions))
// @ts-expect-error -- a name comes first
named(dilate, 'second')

// A plugin of one's own says its options once.
const own = plugin<{ readonly level: number }>(function own({ level }) {
  return (job) => job.warn('level', level.toFixed())
})
paintout().use(own, { level: 1 })

// @ts-expect-error -- a level is a number
paintout().use(own, { level: '1' })
// @ts-expect-error -- a plugin returns an operation or nothing
plugin(() => 1)
