import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { posix } from 'node:path'
import { PaintoutError } from '@paintout/core/schemas'
import { type Connect, isFileLoadingAllowed } from 'vite'
import { isFile } from '../files/looks.ts'
import { fileOfFsUrl, isInside, splitReference } from '../files/paths.ts'
import { photoReference, typeOf } from '../files/photo-types.ts'
import { type Project, publicFile } from '../project.ts'
import type { Showing, Shown } from './shown.ts'

/** Answers for photos that are to be cleaned, under their own addresses; everything else goes on to Vite. */
export function serveCleaned(project: Project, showing: Showing): Connect.NextHandleFunction {
  return async function paintout(request, response, next) {
    try {
      const photo = photoOf(project, request)
      const wish = photo && (await project.asking(photo.file, photo.query))
      if (!wish?.asked) return next()
      await answer(project, request, response, await showing.show(wish.asked))
    } catch (error) {
      // The server ends: nobody waits for an answer, and an overlay would be in the way of the next.
      if (PaintoutError.is(error) && error.code === 'aborted') response.destroy()
      else next(error)
    }
  }
}

/** The photo that a request is for; undefined for what is none, for modules, and for what Vite would not show. */
export function photoOf(project: Project, { method, url = '', headers }: IncomingMessage) {
  if (method !== 'GET' && method !== 'HEAD') return undefined
  const { path: pathname, query } = splitReference(url)
  const path = withoutBase(decode(pathname), project.config.base)
  if (path === undefined || !photoReference.test(`${path}?${query}`) || isForModule(query, headers['sec-fetch-dest']))
    return undefined
  const file = fileOf(project, path)
  return file === undefined ? undefined : { file, query }
}

/** An import of the photo is a module with its address. */
function isForModule(query: string, destination: string | string[] | undefined): boolean {
  if (destination === 'image') return false
  return destination === 'script' || /(?:^|&)(?:import|url|raw|inline)\b/.test(query)
}

/** The public folder comes first, as in Vite. */
function fileOf(project: Project, path: string): string | undefined {
  const { root, publicDir, config } = project
  const outside = fileOfFsUrl(path)
  if (outside !== undefined) {
    const file = posix.normalize(outside)
    return isFileLoadingAllowed(config, file) && isFile(file) ? file : undefined
  }
  const shared = publicFile(project, path)
  if (shared && isInside(publicDir, shared)) return shared
  const file = posix.join(root, path)
  return isInside(root, file) && isFileLoadingAllowed(config, file) && isFile(file) ? file : undefined
}

function withoutBase(path: string | undefined, base: string): string | undefined {
  const folder = base.replace(/\/$/, '')
  if (path === undefined || !path.startsWith(`${folder}/`)) return undefined
  return path.slice(folder.length)
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}

async function answer(
  { config }: Project,
  { method, headers }: IncomingMessage,
  response: ServerResponse,
  { path, key }: Shown,
): Promise<void> {
  const tag = `"${key}"`
  for (const [name, value] of Object.entries(config.server.headers ?? {})) if (value) response.setHeader(name, value)
  response.setHeader('ETag', tag)
  response.setHeader('Cache-Control', 'no-cache')
  if (headers['if-none-match'] === tag) {
    response.statusCode = 304
    response.end()
    return
  }
  const bytes = await readFile(path)
  response.setHeader('Content-Type', typeOf(path))
  response.setHeader('Content-Length', bytes.length)
  response.end(method === 'HEAD' ? undefined : bytes)
}
