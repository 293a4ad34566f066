import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { posix } from 'node:path'
import { PaintoutError } from '@paintout/core'
import type { Rollup } from 'vite'
import { isFile } from '../files/exists.ts'
import { isPhotoPath, photoReference } from '../files/photo-types.ts'
import { walk } from '../files/walk.ts'
import type { Project } from '../project.ts'

/**
 * Fails a build that would ship a photo uncleaned, whatever brought it there: an emitted file or inlined bytes that are
 * an original which is to be cleaned, or a query of ours that nobody read.
 * @throws `not-cleaned`
 */
export async function assertCleaned(project: Project, bundle: Rollup.OutputBundle): Promise<void> {
  const outputs = Object.values(bundle)
  const originals = await originalsBySize(project, outputs)
  for (const output of outputs) {
    const content = output.type === 'chunk' ? output.code : output.source
    if (typeof content === 'string' || isText(output.fileName)) {
      const text = typeof content === 'string' ? content : new TextDecoder().decode(content)
      for (const [, base64 = ''] of text.matchAll(inlined)) {
        await compare(project, Buffer.from(base64, 'base64'), originals, `${output.fileName}, inlined`)
      }
      assertNoQuery(text, output.fileName)
    } else {
      await compare(project, content, originals, output.fileName)
    }
  }
}

const inlined = /data:image\/[a-z.+-]+;base64,([A-Za-z\d+/]+=*)/g

/** `remove` behind a question mark, as it would be left where nobody took it out. */
const leftOver = /[?&]remove(?=[&"'`)\s#;]|$)/g

/** A reference is not longer than this, and inlined bytes are: a look back over these would never end. */
const longest = 500

function isText(fileName: string): boolean {
  return /\.(?:css|html?|[cm]?js|json|svg)$/.test(fileName)
}

/** Every photo that is to be cleaned where nothing else is said, and every one whose cleaned file is in use. */
async function originalsBySize(
  project: Project,
  outputs: readonly (Rollup.OutputAsset | Rollup.OutputChunk)[],
): Promise<ReadonlyMap<number, readonly string[]>> {
  const { root, cache, outDirs, records } = project
  const emitted = outputs.flatMap((output) => (output.type === 'asset' ? (output.originalFileNames ?? []) : []))
  const named = emitted.map((name) => (posix.isAbsolute(name) ? name : posix.join(root, name))).filter(isFile)
  const photos = new Set([...(await walk(root, [...outDirs, cache])), ...named].filter(isPhotoPath))
  const bySize = new Map<number, string[]>()
  for (const photo of photos) {
    if (records.isOriginalShown(photo) || !(await isAsked(project, photo))) continue
    const { size } = await stat(photo)
    bySize.set(size, [...(bySize.get(size) ?? []), photo])
  }
  return bySize
}

/** A photo that nothing refers to may have a rule that fits it badly: that is no reason to fail. */
async function isAsked({ asking }: Project, photo: string): Promise<boolean> {
  const wish = await asking(photo, '').catch(() => undefined)
  return wish?.asked !== undefined
}

async function compare(
  { digests, nameOf }: Project,
  bytes: Uint8Array,
  originals: ReadonlyMap<number, readonly string[]>,
  where: string,
): Promise<void> {
  for (const photo of originals.get(bytes.length) ?? []) {
    if ((await digests.of(photo)) !== createHash('sha256').update(bytes).digest('hex')) continue
    throw new PaintoutError(
      'not-cleaned',
      `Expected ${nameOf(photo)} to be cleaned, got the original in ${where}. The reference to it could not be rewritten: import the photo in a module, name this plugin in \`worker.plugins\` too if a worker uses it, or say \`?original\` if it is to be shown.`,
      { by: 'vite' },
    )
  }
}

function assertNoQuery(text: string, fileName: string): void {
  for (const { index } of text.matchAll(leftOver)) {
    const [reference = ''] = /[^\s"'`(]*$/.exec(text.slice(Math.max(0, index - longest), index + 1)) ?? []
    if (!photoReference.test(reference)) continue
    throw new PaintoutError(
      'not-cleaned',
      `Expected \`${reference}remove\` to be cleaned, got it as it is in ${fileName}. Nothing reads a query there: import the photo in a module, or write a rule for it.`,
      { by: 'vite' },
    )
  }
}
