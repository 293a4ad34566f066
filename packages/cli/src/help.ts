import { exitCodeMeanings, exitCodes } from './exit-codes.ts'
import { type Flag, isLength, typesOf } from './flag.ts'

/** How a flag is spelled in its usage: `--dilate <length>`. */
export function usageOf({ name, schema }: Flag): string {
  const placeholder = placeholderOf(schema)
  return placeholder ? `--${name} <${placeholder}>` : `--${name}`
}

/** What a flag does, the values that it takes and what holds without it. */
export function explain({ schema }: Flag): string {
  const { description, minimum, maximum, enum: choices } = schema
  if (schema.default === true) return `do not ${description}`
  const range = Array.isArray(choices)
    ? choices.join(', ')
    : minimum !== undefined && maximum !== undefined
      ? `${minimum} to ${maximum}`
      : ''
  const standard = schema.default === undefined || schema.default === false ? '' : `default ${schema.default}`
  const facts = [range, standard].filter(Boolean).join('; ')
  return facts ? `${description} (${facts})` : String(description)
}

function placeholderOf(schema: Flag['schema']): string | undefined {
  if (schema.anyOf) return 'text'
  const types = typesOf(schema)
  if (types.every((type) => type === 'boolean')) return undefined
  if (isLength(schema)) return 'length'
  if (schema.enum) return 'name'
  return types.includes('number') || types.includes('integer') ? 'number' : 'text'
}

export const examples = [
  ['Remove what a mask selects (white is removed, black stays)', 'paintout photo.jpg --mask mask.png -o clean.jpg'],
  ['The same by the mask that lies beside the photo, photo.mask.png', 'paintout photo.jpg -o clean.jpg'],
  [
    'Two rectangles, grown by 2 % of the width to take their soft fringe along',
    'paintout photo.jpg --rect 40,60,300,200 --rect 700,90,120,120 --dilate 2% -o clean.jpg',
  ],
  ['Look first: the mask over the photo, and what the engine would see', 'paintout preview photo.jpg --mask mask.svg'],
  ['A folder, each photo with the mask beside it, two at once', 'paintout photos/ --out-dir clean --jobs 2'],
  [
    'By a model on Vertex AI, for money: three candidates, of which all are written',
    'paintout photo.jpg --mask mask.png --engine vertex --project shop --candidates 3 -o clean-{n}.jpg',
  ],
  [
    'In a pipe, and with a report for the build',
    'paintout - --mask mask.png --report report.json -o - < photo.png > clean.png',
  ],
] as const

/** What follows the list of flags. */
export function helpTail(): string {
  const shown = examples.map(([title, line]) => `  ${title}:\n    $ ${line}`)
  const codes = Object.entries(exitCodes).map(
    ([name, code]) => `  ${String(code).padStart(3)}  ${exitCodeMeanings[name as keyof typeof exitCodes]}`,
  )
  return [
    '',
    'A length counts pixels of the upright photo (8 or 8px) or is a share of its width (1% or 0.01w).',
    '',
    'Examples:',
    shown.join('\n\n'),
    '',
    'Exit codes:',
    ...codes,
    '',
    'Environment:',
    '  PAINTOUT_ENGINE  the engine, where --engine says nothing',
    '  GOOGLE_CLOUD_PROJECT, GOOGLE_CLOUD_LOCATION, GOOGLE_OAUTH_ACCESS_TOKEN, PAINTOUT_VERTEX_ENDPOINT',
    '                   for the engine vertex, where --project, --location and --endpoint say nothing',
    '  PAINTOUT_FROZEN  1: fail rather than pay; 0: pay, even where CI is set',
    '  DEBUG            any value: errors with their stack, as --verbose',
  ].join('\n')
}
