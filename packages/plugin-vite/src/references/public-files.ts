import { existsSync } from 'node:fs'
import { copyFile, rm } from 'node:fs/promises'
import { posix } from 'node:path'
import { filesOf } from '../cleaning/asked.ts'
import { isFile } from '../files/looks.ts'
import { isPhotoPath } from '../files/photo-types.ts'
import { walk } from '../files/walk.ts'
import { clean, type Project } from '../project.ts'

/** Photos of the public folder that are to be cleaned, each with what it hangs on. */
export async function publicWishes(project: Project) {
  const { publicDir, asking } = project
  if (!publicDir || !existsSync(publicDir)) return []
  const photos = (await walk(publicDir)).filter(isPhotoPath)
  const wishes = await Promise.all(photos.map((photo) => asking(photo, '')))
  return wishes.flatMap(({ asked }) => (asked ? [{ asked, files: filesOf(asked) }] : []))
}

/** The public folder is copied as it is: cleaned photos go over their originals there, and masks that were used go. */
export async function cleanPublicCopies(project: Project, outDir: string): Promise<void> {
  const { publicDir, references } = project
  await Promise.all(
    (await publicWishes(project)).map(async ({ asked, files }) => {
      const copyOf = (file: string) => posix.join(outDir, posix.relative(publicDir, file))
      if (!isFile(copyOf(asked.photo))) return
      const { path } = await clean(project, asked)
      await copyFile(path, copyOf(asked.photo))
      const masks = files.filter((file) => file !== asked.photo && file.startsWith(`${publicDir}/`))
      for (const mask of masks) if (!(await references.referrerOf(mask))) await rm(copyOf(mask), { force: true })
    }),
  )
}
