import { composite, dilate, type Pluggable, paintout, type RemovalOptions, removal, removeByMask } from '@paintout/core'
import { pathCodec, withOptionalOptions, withoutOptions, withRequiredOptions } from './plugins.ts'

// A list holds plugins, plugins with their options, presets and lists.
paintout().use([dilate, removeByMask, composite])
paintout().use([[dilate, '8px'], [removeByMask, { context: 1 }], withoutOptions])
paintout().use([dilate, '8px'])
paintout().use([
  [
    [dilate, 2],
    [composite, false],
  ],
  [withRequiredOptions, { project: 'shop' }],
])
paintout()
  .use(removal())
  .use(removal({ dilate: '8px', feather: 0, context: 2 }))
paintout().use([withOptionalOptions, removal({ dilate: 4 })])

// @ts-expect-error -- the option of a pair is checked
paintout().use([dilate, '8em'])
// @ts-expect-error -- in a list too
paintout().use([[dilate, '8em']])
// @ts-expect-error -- and deeper
paintout().use([[[composite, { feather: 'wide' }]], removeByMask])
// @ts-expect-error -- beside a preset
paintout().use([removal(), [withOptionalOptions, { side: 'top' }]])
// @ts-expect-error -- an unknown option in a list
paintout().use([[removeByMask, { contxt: 1 }]])
// @ts-expect-error -- it takes no options
paintout().use([[withoutOptions, { width: 1 }]])
// @ts-expect-error -- required options are missing from a list
paintout().use([withoutOptions, withRequiredOptions])
// @ts-expect-error -- required options are incomplete in a list
paintout().use([[withRequiredOptions, { steps: 4 }]])
// @ts-expect-error -- a number is no plugin
paintout().use([dilate, removeByMask, 8])
// @ts-expect-error -- a preset's maker checks its options
removal({ dilate: '8em' })
// @ts-expect-error -- and their names
removal({ dilation: '8px' })

// What is put together elsewhere keeps its type.
const options: RemovalOptions = { dilate: '0.01w' }
const clean = paintout().use([pathCodec, removal(options)])
clean.process('photo.jpg').then((result) => result.toFile('clean.jpg'))

// A list from a configuration is checked when it runs.
declare const configured: readonly Pluggable[]
declare const one: Pluggable
paintout().use(configured)
paintout().use([one, ...configured])
