import { PaintoutError } from '@paintout/core'
import type { Words } from '../families/gemini.ts'
import { quoted } from '../quote.ts'

export type Point = readonly [x: number, y: number]

/** One object as a model told it. Coordinates run from 0 to 1000, over the width and over the height. */
export interface FoundObject {
  readonly label: string
  readonly box: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number }
  /** Rings of points. */
  readonly outlines?: readonly (readonly Point[])[]
  /** A picture of the box, grey by how surely a sample belongs to the object. */
  readonly picture?: Uint8Array
}

/** A box over the edge by a rounding is cut; one beyond this counts in something else than thousandths. */
const tolerance = 20

/**
 * The objects that a model found; none where it says that there is none. Its JSON may stand between words, in a fence, and
 * in an object of one list.
 * @throws `refused` for words without JSON, `invalid-answer`
 */
export function readObjects(words: Words, model: string): readonly FoundObject[] {
  return listOf(parse(words, model), model).map((entry) => readObject(entry, model))
}

function parse({ text, isCut }: Words, model: string): unknown {
  for (const candidate of candidatesIn(text)) {
    try {
      return JSON.parse(candidate)
    } catch {
      // The next reading may be the right one.
    }
  }
  const expected = `Expected JSON from \`${model}\``
  if (isCut || /[[{]/.test(text)) {
    const long = isCut ? ', which was as long as it may be' : ''
    throw invalid(`${expected}, got some that breaks off: ${quoted(text)}${long}. ${boxesOrOther}`)
  }
  throw new PaintoutError(
    'refused',
    `${expected}, got words: ${quoted(text)}. Say the target otherwise, or give a mask.`,
  )
}

const boxesOrOther = 'Ask for boxes alone with `outline: false`, or another `model`.'

/** What may be the JSON of an answer: a fence's inside, all of it, what lies between the outermost brackets. */
function candidatesIn(text: string): readonly string[] {
  const fences = [...text.matchAll(/```(?:json)?\s*([\s\S]*?)```/gi)].map(([, inside]) => inside!)
  const between = (open: string, close: string) => text.slice(text.indexOf(open), text.lastIndexOf(close) + 1)
  return [...fences, text, between('[', ']'), between('{', '}')]
}

/** A list, the one list that an object holds, or one entry by itself. */
function listOf(value: unknown, model: string): readonly unknown[] {
  if (Array.isArray(value)) return value
  if (isObject(value)) {
    if ('box_2d' in value) return [value]
    const lists = Object.values(value).filter(Array.isArray)
    if (lists.length === 1) return lists[0]!
  }
  throw invalid(`Expected a list of objects from \`${model}\`, got ${show(value)}. ${again}`)
}

const again = 'Ask another `model`, or give a mask.'

function readObject(entry: unknown, model: string): FoundObject {
  if (!isObject(entry)) throw invalid(`Expected objects from \`${model}\`, got ${show(entry)} among them. ${again}`)
  const label = typeof entry.label === 'string' ? entry.label : 'object'
  const box = readBox(entry.box_2d, label, model)
  const { mask } = entry
  if (mask === undefined || mask === null || mask === '') return { label, box }
  if (typeof mask === 'string') return { label, box, picture: readPicture(mask, label, model) }
  return { label, box, outlines: readOutlines(mask, label, model) }
}

function readBox(value: unknown, label: string, model: string): FoundObject['box'] {
  const sides = Array.isArray(value) && value.length === 4 && value.every(isCoordinate) ? (value as number[]) : []
  const [top = 0, left = 0, bottom = 0, right = 0] = sides.map(withinPicture)
  if (top < bottom && left < right) return { left, top, right, bottom }
  throw invalid(
    `Expected \`box_2d\` of ${quoted(label)} as [y0, x0, y1, x1] from 0 to 1000, got ${show(value)} from \`${model}\`. ${again}`,
  )
}

/** PNG as a data address or as bare base64. */
function readPicture(mask: string, label: string, model: string): Uint8Array {
  if (/<seg_\d+>/.test(mask)) {
    throw invalid(
      `Expected a mask of ${quoted(label)} as outline or PNG, got tokens (${mask.slice(0, 24)}…) from \`${model}\`, which nobody can read. ${boxesOrOther}`,
    )
  }
  const base64 = mask.replace(/^data:image\/\w+;base64,/, '').replace(/\s/g, '')
  if (/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return Buffer.from(base64, 'base64')
  throw invalid(
    `Expected a mask of ${quoted(label)} as outline or PNG, got ${quoted(mask.slice(0, 60))} from \`${model}\`. ${boxesOrOther}`,
  )
}

/** One ring of points, or a list of rings. */
function readOutlines(mask: unknown, label: string, model: string): readonly (readonly Point[])[] {
  const rings = isRing(mask) ? [mask] : Array.isArray(mask) && mask.length > 0 && mask.every(isRing) ? mask : undefined
  if (rings) return rings.map((ring: readonly Point[]) => ring.map(([x, y]) => [withinPicture(x), withinPicture(y)]))
  throw invalid(
    `Expected an outline of ${quoted(label)} as three points [x, y] or more from 0 to 1000, got ${show(mask)} from \`${model}\`. ${boxesOrOther}`,
  )
}

function isRing(value: unknown): value is readonly Point[] {
  return Array.isArray(value) && value.length >= 3 && value.every(isPoint)
}

function isPoint(value: unknown): value is Point {
  return Array.isArray(value) && value.length === 2 && value.every(isCoordinate)
}

function isCoordinate(value: unknown): value is number {
  return typeof value === 'number' && value >= -tolerance && value <= 1000 + tolerance
}

function withinPicture(value: number): number {
  return Math.min(Math.max(value, 0), 1000)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

function invalid(message: string): PaintoutError {
  return new PaintoutError('invalid-answer', message)
}
