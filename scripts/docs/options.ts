import { describe, type JsonSchema, jobSchema, operations, removalSchema } from '@paintout/core'
import { localSchema } from '@paintout/engine-local'
import { vertexSchema, vertexSegmentSchema } from '@paintout/engine-vertex'
import { chainSettingsSchema, codecSchema } from '@paintout/plugin-sharp'
import { budgetSchema, storeSchema } from '@paintout/store'
import { optionsSchema, ruleSchema } from '../../packages/plugin-vite/src/options.ts'

/** The page of all options, made from the schemas that check them. */
export function optionsPage(): string {
  const page = [
    '# Options',
    'Made from the schemas that check them (`pnpm run docs`). A length is a number or `"8px"`, pixels of the upright original, or `"0.01w"`, a share of its width.',
    '## What belongs to the picture: `process(image, job)`',
    tableOf(jobSchema),
    '## What belongs to the pipeline: `removal(options)`',
    tableOf(removalSchema),
    ...operations.flatMap(({ name, schema }) => [`## \`use(${name}, options)\``, tableOf(schema ?? {}, name)]),
    '## `use(local, options)`',
    tableOf(localSchema),
    '## `use(vertex, options)`',
    tableOf(vertexSchema),
    '## `use(vertexSegment, options)`',
    tableOf(vertexSegmentSchema),
    '## `use(codec, options)`',
    tableOf(codecSchema),
    '## In a chain of sharp: `removeByMask(options)`, `removeByAutoMask(options)`',
    'What `process` and `removal` take, in one object, and',
    tableOf(chainSettingsSchema),
    '## The Vite plugin: `paintout(options)`',
    tableOf(optionsSchema),
    '## A rule of the Vite plugin',
    tableOf(ruleSchema),
    '## `use(store, options)`',
    tableOf(storeSchema),
    '## `use(budget, options)`',
    tableOf(budgetSchema),
  ]
  return `${page.join('\n\n')}\n`
}

/** Keywords that say what an option takes. */
const says = ['type', 'expects', 'isFunction', 'isBytes', 'isSignal']

/** One row for each property, or one for the value itself where the options are no object. */
function tableOf(schema: JsonSchema, name = ''): string {
  const properties = (schema.properties ?? { [name]: schema }) as Record<string, JsonSchema>
  const rows = Object.entries(properties).map(([option, inner]) => [
    `\`${option}\``,
    says.some((keyword) => keyword in inner) ? describe(inner) : '',
    inner.default === undefined ? '' : `\`${JSON.stringify(inner.default)}\``,
    String(inner.description ?? ''),
  ])
  return [['option', 'takes', 'default', ''], ['---', '---', '---', '---'], ...rows].map(rowOf).join('\n')
}

function rowOf(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}
