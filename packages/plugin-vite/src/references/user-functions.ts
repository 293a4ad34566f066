import { posix } from 'node:path'
import { nameInProject } from '../files/paths.ts'
import type { Project } from '../project.ts'

/** Functions of a configuration that are asked about files hear of the user's photo, not of its cleaned file. */
export function tellOfPhotos({ config, records, root }: Project): void {
  const photoOf = (file: string) => records.finished.get(file)?.asked.photo
  const nameOf = (name: string) => {
    const photo = photoOf(posix.resolve(root, name))
    return photo === undefined ? name : nameInProject(root, photo)
  }
  for (const build of new Set([config.build, ...Object.values(config.environments).map((each) => each.build)])) {
    const { assetsInlineLimit, rollupOptions } = build
    if (typeof assetsInlineLimit === 'function') {
      build.assetsInlineLimit = (file, content) => assetsInlineLimit(photoOf(file) ?? file, content)
    }
    for (const output of [rollupOptions.output ?? []].flat()) {
      const { assetFileNames } = output
      if (typeof assetFileNames !== 'function') continue
      output.assetFileNames = (asset) =>
        assetFileNames({ ...asset, originalFileNames: asset.originalFileNames.map(nameOf) })
    }
  }
}
