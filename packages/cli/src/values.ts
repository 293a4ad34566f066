import { checkOptions, describe, PaintoutError } from '@paintout/core/schemas'
import { type Flag, isLength, typesOf } from './flag.ts'

const decimal = /^-?(\d+\.?\d*|\.\d+)$/

/**
 * The value of a flag out of its text, as its schema wants it.
 * @throws `invalid-option`, naming the flag
 */
export function readValue(flag: Flag, text: string): unknown {
  const value = parse(flag, text)
  try {
    checkOptions(flag.name, flag.schema, value)
  } catch {
    throw wrongValue(flag.name, expected(flag), text)
  }
  return value
}

/** What a flag accepts, in words. */
export function expected({ schema }: Flag): string {
  if (!isLength(schema)) return describe(schema)
  return `a length such as \`8px\`, \`1%\` or \`0.01w\`${takesSide(schema) ? ', or with a side, `8px,both`' : ''}`
}

/** `1%` of the width is `0.01w`, a bare number counts pixels. Anything else stays as it is. */
export function readLength(text: string): number | string {
  if (decimal.test(text)) return Number(text)
  const share = text.endsWith('%') ? text.slice(0, -1) : ''
  return decimal.test(share) ? `${trimZeros((Number(share) / 100).toFixed(10))}w` : text
}

/** A whole number, 0 or more. */
export function readCount(flag: string, text: string): number {
  const value = readNumber(text)
  if (value !== undefined && Number.isInteger(value) && value >= 0) return value
  throw new PaintoutError('invalid-option', `Expected \`${flag}\` to be a whole number, got \`${text}\`.`)
}

/** `10,20,300,200` */
export function readRect(text: string): readonly [number, number, number, number] {
  const [x, y, width, height, ...rest] = text.split(',').map(readNumber)
  if (x === undefined || y === undefined || !width || !height || rest.length > 0) {
    throw wrongValue('rect', 'x,y,width,height in pixels, as in `10,20,300,200`', text)
  }
  return [x, y, width, height]
}

/** `10,20 300,20 150,200` */
export function readPolygon(text: string): readonly (readonly [number, number])[] {
  return text
    .trim()
    .split(/\s+/)
    .map((point, _, points) => {
      const [x, y, ...rest] = point.split(',').map(readNumber)
      if (x === undefined || y === undefined || rest.length > 0 || points.length < 3) {
        throw wrongValue('polygon', 'three points or more in pixels, as in `10,20 300,20 150,200`', text)
      }
      return [x, y]
    })
}

function parse({ schema }: Flag, text: string): unknown {
  if (isLength(schema)) {
    const [length, side, ...rest] = text.split(',')
    const hasSide = side !== undefined && rest.length === 0 && takesSide(schema)
    return hasSide ? { width: readLength(length ?? ''), side } : readLength(text)
  }
  if (typesOf(schema).includes('boolean') && /^(true|false)$/.test(text)) return text === 'true'
  const isNumber = typesOf(schema).some((type) => type === 'number' || type === 'integer')
  return isNumber ? (readNumber(text) ?? text) : text
}

function takesSide(schema: Flag['schema']): boolean {
  return typesOf(schema).includes('object')
}

function readNumber(text: string): number | undefined {
  return decimal.test(text) ? Number(text) : undefined
}

function trimZeros(fixed: string): string {
  return fixed.replace(/\.?0+$/, '')
}

function wrongValue(name: string, wanted: string, text: string): PaintoutError {
  return new PaintoutError('invalid-option', `Expected \`--${name}\` to be ${wanted}, got \`${text}\`.`)
}
