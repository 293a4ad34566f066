/** Every suffix that the codec writes, and how a browser is told. Apart from the codec: a build without work loads no sharp. */
export const photoTypes: Readonly<Record<string, string>> = {
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.jpe': 'image/jpeg',
  '.jfif': 'image/jpeg',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.tif': 'image/tiff',
  '.tiff': 'image/tiff',
  '.gif': 'image/gif',
}

const suffixes = Object.keys(photoTypes)
  .map((suffix) => `\\${suffix}`)
  .join('|')

/** A module id or URL of a photo, with or without a query. */
export const photoReference = new RegExp(`(?:${suffixes})(?:$|[?#])`, 'i')

/** A cheap look into a page: any photo that it names, however its dot is spelled. */
export const mentionsPhoto = new RegExp(`${suffixes}|&#|&period;|%2e`, 'i')

const photoPath = new RegExp(`(?:${suffixes})$`, 'i')

/** Whether a path, without a query, names a photo. */
export function isPhotoPath(path: string): boolean {
  return photoPath.test(path)
}

export function typeOf(path: string): string {
  return photoTypes[suffixOf(path)] ?? 'application/octet-stream'
}

/** `.jpg`, in lower case. */
export function suffixOf(path: string): string {
  return /\.[^./\\]+$/.exec(path)?.[0].toLowerCase() ?? ''
}
