/** A holder says that it lives so often, in milliseconds, and is taken for dead after `stale`. */
const timing = { update: 2_000, stale: 10_000 }

const patience = { forever: true, minTimeout: 20, maxTimeout: 200 } as const

/** Runs alone among all processes that use `path`, which need not exist; its folder must. */
export async function alone<T>(path: string, run: () => Promise<T>): Promise<T> {
  // Loaded where there is work to do.
  const { lock } = await import('proper-lockfile')
  const release = await lock(path, {
    ...timing,
    realpath: false,
    retries: patience,
    // Whoever took it over makes the same file from the same parts: nothing is lost but the work.
    onCompromised: () => {},
  })
  try {
    return await run()
  } finally {
    await release().catch(() => {})
  }
}
