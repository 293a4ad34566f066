import { composite, dilate, paintout, removeByMask } from '@paintout/core'
import { withOptionalOptions, withoutOptions, withRequiredOptions } from './plugins.ts'

// A plugin takes its own options, none where it needs none, and `false` to be off.
paintout().use(dilate).use(dilate, 8).use(dilate, '8px').use(dilate, '-0.01w').use(dilate, false)
paintout()
  .use(composite, { feather: '2px' })
  .use(composite, { feather: { width: 2, side: 'both' } })
paintout().use(removeByMask, { context: 1 }).use(withoutOptions).use(withoutOptions, false)
paintout().use(withOptionalOptions).use(withOptionalOptions, { side: 'left' })
paintout().use(withRequiredOptions, { project: 'shop' }).use(withRequiredOptions, false)

// @ts-expect-error -- a length has a unit of ours
paintout().use(dilate, '8em')
// @ts-expect-error -- a length is no object
paintout().use(dilate, { radius: 8 })
// @ts-expect-error -- a side is named
paintout().use(composite, { feather: { width: 2, side: 'around' } })
// @ts-expect-error -- an unknown option
paintout().use(composite, { fether: 2 })
// @ts-expect-error -- a share is a number
paintout().use(removeByMask, { context: '1' })
// @ts-expect-error -- it takes no options
paintout().use(withoutOptions, { width: 1 })
// @ts-expect-error -- the wrong side
paintout().use(withOptionalOptions, { side: 'top' })
// @ts-expect-error -- it needs options
paintout().use(withRequiredOptions)
// @ts-expect-error -- it needs a project
paintout().use(withRequiredOptions, { steps: 4 })
// @ts-expect-error -- a project is a string
paintout().use(withRequiredOptions, { project: 1 })
// @ts-expect-error -- a name is no plugin
paintout().use('dilate')
// @ts-expect-error -- a setting that does not exist
paintout({ fallbak: true })
