import { posix, sep } from 'node:path'

/** Vite speaks of files with slashes on every system. @param separator What this system parts folders with. */
export function toSlashes(path: string, separator: string = sep): string {
  return separator === '\\' ? path.replaceAll('\\', '/') : path
}

export interface Reference {
  readonly path: string
  /** What follows `?`, as it was written. */
  readonly query: string
  /** `#…`, or nothing. */
  readonly hash: string
}

/** The parts of a module id or a URL. */
export function splitReference(reference: string): Reference {
  const [, path = '', query = '', hash = ''] = /^([^?#]*)(?:\?([^#]*))?(#.*)?$/s.exec(reference) ?? []
  return { path, query, hash }
}

/** A path as a page or a style writes it. One that cannot be decoded names itself. */
export function decodePath(path: string): string {
  try {
    return decodeURI(path)
  } catch {
    return path
  }
}

/** Whether `file` is `folder` or lies in it. Both are absolute, with slashes; drive letters have no case. */
export function isInside(folder: string, file: string): boolean {
  const parent = lowerDrive(folder).replace(/\/+$/, '')
  const child = lowerDrive(file)
  return child === parent || child.startsWith(`${parent}/`)
}

/** How a page or a module in `folder` names `file`: always with a dot in front. Undefined on another drive. */
export function relativeReference(folder: string, file: string): string | undefined {
  if (driveOf(folder) !== driveOf(file)) return undefined
  const path = posix.relative(lowerDrive(folder), lowerDrive(file))
  return path.startsWith('.') ? path : `./${path}`
}

/** How messages and manifests name a file: from the root where it lies there or near it. */
export function nameInProject(root: string, file: string): string {
  return relativeReference(root, file)?.replace(/^\.\//, '') ?? file
}

/** The file that a dev server's `/@fs/` URL names: `/@fs/C:/a.jpg` and `/@fs/home/a.jpg`. */
export function fileOfFsUrl(pathname: string): string | undefined {
  if (!pathname.startsWith('/@fs/')) return undefined
  const path = pathname.slice('/@fs'.length)
  return driveOf(path.slice(1)) ? path.slice(1) : path
}

function driveOf(path: string): string {
  return /^[a-z]:/i.exec(path)?.[0].toLowerCase() ?? ''
}

function lowerDrive(path: string): string {
  return path.replace(/^[A-Z]:/, (drive) => drive.toLowerCase())
}
