import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { RemovalJob } from '@paintout/core'
import { jobSchema, PaintoutError, removalSchema } from '@paintout/core/schemas'
import { type Asked, filesOf } from '../cleaning/asked.ts'
import type { Guard } from '../files/guard.ts'
import type { Looks } from '../files/looks.ts'
import { nameInProject, toSlashes } from '../files/paths.ts'
import { isPhotoPath } from '../files/photo-types.ts'
import type { MaskReferences } from './mask-references.ts'
import { type MaskSource, masksOf } from './mask-source.ts'
import { type AskedByQuery, readQuery } from './read-query.ts'
import type { Ruled } from './rules.ts'
import { isSideCarPath, sideCarOf } from './side-car.ts'
import { splitQuery } from './split-query.ts'

/** What a reference to a photo wants. */
export interface Wish {
  readonly photo: string
  /** Undefined: the photo as it is. */
  readonly asked: Asked | undefined
  /** `?original` was said. */
  readonly isOriginal: boolean
  /** The query without our keys. */
  readonly rest: string
}

export interface AskingSettings {
  /** With slashes, as all paths here. */
  readonly root: string
  /** Cleaned photos lie there, and are asked for no more. */
  readonly cache: string
  /** The side-car's suffix; undefined looks for none. */
  readonly sideCar: string | undefined
  readonly ruleFor: (photo: string) => Ruled | undefined
  readonly references: MaskReferences
  readonly guard: Guard
  readonly looks: Looks
  readonly warn: (code: string, message: string) => void
}

/**
 * Says what a photo's reference asks for. `?original` beats all; else the mask is the query's, the side-car's, or that of
 * the first rule that matches, and what the query leaves open is as that rule has it.
 */
export type Asking = (photo: string, query: string) => Promise<Wish>

export function createAsking(settings: AskingSettings): Asking {
  const { root, cache, sideCar, ruleFor, guard, looks } = settings

  async function ask(
    photo: string,
    ours: ReadonlyMap<string, readonly string[]> | undefined,
  ): Promise<Asked | undefined> {
    const ruled = ruleFor(photo)
    const query = ours && readQuery(ours, (path) => resolveMask(path, photo, root))
    const mask = await maskFor(photo, query, ruled, settings)
    if (!mask) return undefined
    const asked = {
      photo,
      by: query ? 'query' : mask.by,
      masks: mask.masks,
      job: {
        ...pick(ruled?.rule, jobNames),
        ...(mask.target === undefined ? {} : { target: mask.target }),
        ...query?.job,
      },
      removal: { ...pick(ruled?.rule, removalNames), ...query?.removal },
    } as const
    for (const file of filesOf(asked)) {
      if (file !== photo && !looks.at(file)) throw noSuchMask(file, photo, root)
      guard(file)
    }
    return asked
  }

  return async function asking(photo, query) {
    const { isOriginal, ours, rest } = splitQuery(query)
    const isPhoto = isPhotoPath(photo) && !photo.startsWith(`${cache}/`)
    const isMask = sideCar !== undefined && isSideCarPath(photo, sideCar)
    if (isMask && ours) {
      throw new PaintoutError(
        'invalid-mask',
        `Expected a photo, got the mask \`${nameInProject(root, photo)}\`. Clean the photo beside it.`,
        { by: 'vite' },
      )
    }
    if (ours && !isPhotoPath(photo)) {
      throw new PaintoutError(
        'unsupported-image',
        `Expected a photo in JPEG, PNG, WebP, AVIF, TIFF or GIF, got \`${nameInProject(root, photo)}\`. Save it as one of these, or leave \`remove\` out.`,
        { by: 'vite' },
      )
    }
    const asked = isPhoto && !isMask && !isOriginal ? await ask(photo, ours) : undefined
    return { photo, asked, isOriginal, rest }
  }
}

interface Masked {
  readonly by: Asked['by']
  readonly masks: readonly MaskSource[]
  readonly target: RemovalJob['target'] | undefined
}

/** Where the mask comes from. Undefined where nobody asks. */
async function maskFor(
  photo: string,
  query: AskedByQuery | undefined,
  ruled: Ruled | undefined,
  settings: AskingSettings,
): Promise<Masked | undefined> {
  const { root } = settings
  const isBare = ruled !== undefined && ruled.mask === undefined && ruled.rule.auto === undefined
  if (query && (query.masks.length > 0 || query.target !== undefined)) {
    return { by: 'query', masks: query.masks, target: query.target }
  }
  const sideCar = await findSideCar(photo, query !== undefined || isBare, settings)
  if (sideCar) return { by: 'side-car', masks: [sideCar], target: undefined }
  if (ruled && !isBare) {
    const masks = ruled.mask === undefined ? [] : masksOf(ruled.mask).map((mask) => fromRoot(mask, root))
    return { by: 'rule', masks, target: ruled.rule.auto }
  }
  if (query || isBare) throw noMask(photo, settings)
  return undefined
}

/** @param isAsked Whether a query or a rule says that the mask is one, even if something shows it. */
async function findSideCar(
  photo: string,
  isAsked: boolean,
  { sideCar, references, root, looks, warn }: AskingSettings,
): Promise<string | undefined> {
  if (sideCar === undefined) return undefined
  const mask = sideCarOf(photo, sideCar)
  if (!looks.at(mask)) return undefined
  if (isAsked) return mask
  const referrer = await references.referrerOf(mask)
  if (referrer === undefined) return mask
  const name = (file: string) => nameInProject(root, file)
  warn(
    'mask-shown',
    `${name(mask)} lies beside ${name(photo)}, but ${name(referrer)} shows it as a picture: nothing is removed. Say \`?remove\` where the photo is used, write a rule for it, or name the mask otherwise.`,
  )
  return undefined
}

function noMask(photo: string, { root, sideCar }: AskingSettings): PaintoutError {
  const name = nameInProject(root, photo)
  const got =
    sideCar === undefined ? 'none' : `none: no \`${nameInProject(root, sideCarOf(photo, sideCar))}\` lies beside it`
  return new PaintoutError(
    'no-mask',
    `Expected a mask for ${name}, got ${got}. Say what to remove: \`?mask=./mask.png&remove\`, \`?rect=x,y,width,height&remove\`, or \`mask\` in a rule.`,
    { by: 'vite' },
  )
}

function noSuchMask(mask: string, photo: string, root: string): PaintoutError {
  return new PaintoutError(
    'input-missing',
    `Expected the mask \`${nameInProject(root, mask)}\` for ${nameInProject(root, photo)}, got no such file. A mask in a query is named from the photo's folder, one in a rule from the root.`,
    { by: 'vite' },
  )
}

/** A mask in a query: beside the photo, or from the root. */
function resolveMask(path: string, photo: string, root: string): string {
  return path.startsWith('/') ? posix.join(root, path) : posix.join(posix.dirname(photo), path)
}

function fromRoot(mask: MaskSource, root: string): MaskSource {
  if (mask instanceof URL) return toSlashes(fileURLToPath(mask))
  if (typeof mask !== 'string') return mask
  if (mask.startsWith('file:')) return toSlashes(fileURLToPath(mask))
  const path = toSlashes(mask)
  return posix.isAbsolute(path) || /^[a-z]:/i.test(path) ? path : posix.join(root, path)
}

/** What of a rule belongs to the picture. */
const jobNames = Object.keys(jobSchema.properties).filter((name) => name !== 'mask' && name !== 'target')

/** What of a rule belongs to its removal. */
const removalNames = Object.keys(removalSchema.properties)

function pick(rule: object | undefined, names: readonly string[]): object {
  if (!rule) return {}
  return Object.fromEntries(Object.entries(rule).filter(([name, value]) => value !== undefined && names.includes(name)))
}
