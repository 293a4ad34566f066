import type { DevEnvironment, HotUpdateOptions } from 'vite'
import { isSideCarPath, photosBeside } from '../asking/side-car.ts'
import { isFile } from '../files/looks.ts'
import type { Project } from '../project.ts'
import { whenWhole } from './settle.ts'
import type { Showing } from './shown.ts'

/**
 * An edit of a photo, a mask or a side-car, one that comes or goes, or a source that begins or ceases to show a mask.
 * Called for each environment. Returns no modules where the page is reloaded, so that Vite does nothing more.
 */
export async function updateHot(
  project: Project,
  showing: Showing,
  { file }: HotUpdateOptions,
  environment: DevEnvironment,
): Promise<[] | undefined> {
  const photos = photosBehind(project, showing, file)
  if (environment === showing.server.environments.client) {
    if (photos.length > 0 || file.endsWith('.html')) await whenWhole(file)
    showing.settle(file)
    await reloadReferences(project, showing, file)
  }
  if (photos.length === 0) return undefined
  reloadPhotos(project, showing, photos, [environment])
  return []
}

/** An edit that was heard of while it was being written, once it is whole. */
export async function updateSettled(project: Project, showing: Showing, file: string): Promise<void> {
  await reloadReferences(project, showing, file)
  const photos = photosBehind(project, showing, file)
  if (photos.length > 0) reloadPhotos(project, showing, photos)
}

async function reloadReferences({ references }: Project, { server }: Showing, file: string): Promise<void> {
  if (await references.refresh(file)) server.environments.client.hot.send({ type: 'full-reload', path: '*' })
}

/** Shown photos that an edit of a file concerns. */
function photosBehind({ sideCar }: Project, showing: Showing, file: string): readonly string[] {
  const beside = sideCar !== undefined && isSideCarPath(file, sideCar) ? photosBeside(file, sideCar) : []
  return [...new Set([...showing.photosOf(file), ...beside.filter(isFile)])]
}

/** Pages ask for these photos anew. */
export function reloadPhotos(
  { config, nameOf }: Project,
  showing: Showing,
  photos: readonly string[],
  environments: readonly DevEnvironment[] = Object.values(showing.server.environments),
): void {
  const { client } = showing.server.environments
  for (const { moduleGraph } of environments) {
    const files = photos.flatMap((photo) => [photo, ...showing.modulesOf(photo)])
    for (const module of files.flatMap((file) => [...(moduleGraph.getModulesByFile(file) ?? [])])) {
      for (const importer of module.importers) moduleGraph.invalidateModule(importer)
      moduleGraph.invalidateModule(module)
    }
  }
  if (!environments.includes(client)) return
  client.hot.send({ type: 'full-reload', path: '*' })
  config.logger.info(`[paintout] reload ${photos.map(nameOf).join(', ')}`, { timestamp: true })
}
