import { posix } from 'node:path'
import { PaintoutError } from '@paintout/core/schemas'
import type { Rollup } from 'vite'
import { digestOf } from '../cleaning/digest-of.ts'
import { nameInProject } from '../files/paths.ts'
import { isPhotoPath, photoReference } from '../files/photo-types.ts'
import { walk } from '../files/walk.ts'
import type { Project } from '../project.ts'

/**
 * Fails a build that would ship a photo uncleaned, whatever brought it there: an emitted file or inlined bytes that are
 * an original which is to be cleaned, or a query of ours that nobody read.
 * @throws `not-cleaned`
 */
export async function assertCleaned(project: Project, bundle: Rollup.OutputBundle): Promise<void> {
  const cache = `${nameInProject(project.root, project.cache)}/`
  const outputs = Object.values(bundle).filter((output) => !isFrom(cache, output))
  const shipped: Shipped[] = []
  for (const output of outputs) {
    const content = output.type === 'chunk' ? output.code : output.source
    if (typeof content === 'string' || isText(output.fileName)) {
      const text = typeof content === 'string' ? content : new TextDecoder().decode(content)
      for (const [, base64 = ''] of text.matchAll(inlined)) {
        shipped.push({ bytes: Buffer.from(base64, 'base64'), where: `${output.fileName}, inlined` })
      }
      assertNoQuery(text, output.fileName)
    } else {
      shipped.push({ bytes: content, where: output.fileName })
    }
  }
  if (shipped.length > 0) await assertNoOriginal(project, shipped, outputs)
}

/** Bytes in the output that may be a photo. */
interface Shipped {
  readonly bytes: Uint8Array
  readonly where: string
}

/**
 * What comes from the cache is cleaned. It is most of a warm build, which is not to be looked at byte by byte.
 * @param cache As the bundler names it: from the root.
 */
function isFrom(cache: string, output: Rollup.OutputAsset | Rollup.OutputChunk): boolean {
  const names = output.type === 'asset' ? (output.originalFileNames ?? []) : []
  return names.length > 0 && names.every((name) => name.startsWith(cache))
}

const inlined = /data:image\/[a-z.+-]+;base64,([A-Za-z\d+/]+=*)/g

/** `remove` behind a question mark, as it would be left where nobody took it out. */
const leftOver = /[?&]remove(?=[&"'`)\s#;]|$)/g

/** A reference is not longer than this, and inlined bytes are: a look back over these would never end. */
const longest = 500

function isText(fileName: string): boolean {
  return /\.(?:css|html?|[cm]?js|json|svg)$/.test(fileName)
}

async function assertNoOriginal(
  project: Project,
  shipped: readonly Shipped[],
  outputs: readonly (Rollup.OutputAsset | Rollup.OutputChunk)[],
): Promise<void> {
  const { digests, nameOf } = project
  const photos = await photosBySize(project, outputs)
  for (const { bytes, where } of shipped) {
    for (const photo of photos.get(bytes.length) ?? []) {
      if ((await digests.of(photo)) !== digestOf(bytes) || !(await isToBeCleaned(project, photo))) continue
      throw new PaintoutError(
        'not-cleaned',
        `Expected ${nameOf(photo)} to be cleaned, got the original in ${where}. The reference to it could not be rewritten: import the photo in a module, or say \`?original\` if it is to be shown.`,
        { by: 'vite' },
      )
    }
  }
}

/** Every photo of the project, and every one that something emitted. */
async function photosBySize(
  { root, cache, outDirs, looks }: Project,
  outputs: readonly (Rollup.OutputAsset | Rollup.OutputChunk)[],
): Promise<ReadonlyMap<number, readonly string[]>> {
  const emitted = outputs.flatMap((output) => (output.type === 'asset' ? (output.originalFileNames ?? []) : []))
  const named = emitted.map((name) => posix.resolve(root, name))
  const photos = new Set([...(await walk(root, [...outDirs, cache])), ...named].filter(isPhotoPath))
  const bySize = new Map<number, string[]>()
  for (const photo of photos) {
    const { size } = looks.at(photo) ?? {}
    if (size !== undefined) bySize.set(size, [...(bySize.get(size) ?? []), photo])
  }
  return bySize
}

/** A photo that nothing refers to may have a rule that fits it badly: that is no reason to fail. */
async function isToBeCleaned({ asking, records }: Project, photo: string): Promise<boolean> {
  if (records.isOriginalShown(photo)) return false
  const wish = await asking(photo, '').catch(() => undefined)
  return wish?.asked !== undefined
}

function assertNoQuery(text: string, fileName: string): void {
  for (const { index } of text.matchAll(leftOver)) {
    const [reference = ''] = /[^\s"'`(]*$/.exec(text.slice(Math.max(0, index - longest), index + 1)) ?? []
    if (!photoReference.test(`${reference}remove`)) continue
    throw new PaintoutError(
      'not-cleaned',
      `Expected \`${reference}remove\` to be cleaned, got it as it is in ${fileName}. There is no such photo, or nothing reads a query there: check the path, import the photo in a module, or write a rule for it.`,
      { by: 'vite' },
    )
  }
}
