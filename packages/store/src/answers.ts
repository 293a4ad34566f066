import { type Claiming, type Hooks, type Job, missingCodec, type PaintoutError, plannerContract } from '@paintout/core'
import { type DecodedCandidate, packAnswer, unpackAnswer } from './answer-picture.ts'
import { sha256 } from './canonical-json.ts'
import type { StoredEntry } from './entries.ts'
import { digestEntry, type Entry } from './entry.ts'
import { explainStore, reasonOf } from './failures.ts'
import { unlessAborted } from './flights.ts'
import type { Keys } from './key.ts'
import { lookFor } from './look-for.ts'
import { type EntryName, nameEntry } from './names.ts'
import type { OpenStore } from './open-store.ts'

/** An answer out of the store, and the entry that it came from. */
export interface StoredAnswer {
  readonly name: EntryName
  readonly answer: readonly DecodedCandidate[]
}

/** Answers that cost money: out of entries into samples, and back. */
export interface Answers {
  /** Whether there is one, as far as names tell. */
  has(claiming: Claiming, keys: Keys): Promise<boolean>
  /**
   * The first by name that holds; what is damaged is said, and set aside unless the build is frozen. Before the answer is
   * none, `refresh` looks for what others have stored.
   */
  find(claiming: Claiming, keys: Keys, refresh?: () => Promise<void>): Promise<StoredAnswer | undefined>
  save(claiming: Claiming, keys: Keys, answer: readonly DecodedCandidate[], call: string): Promise<EntryName>
  /** Before money is spent: whether an answer could be stored at all. One that the disk refused is tried again. */
  check(): Promise<void>
  /**
   * At once, where a call goes out.
   * @throws `store-failed` after an answer that could not be stored: the next could not either, and would be paid for
   */
  mayPay(): void
}

export function openAnswers({ entries, landed, shared }: OpenStore, hooks: Hooks, isFrozen: boolean): Answers {
  let canEncode = false
  /** What the disk refused, and why it did the last time. */
  const refused = new Map<StoredEntry, PaintoutError>()

  async function write(stored: StoredEntry): Promise<void> {
    try {
      await entries.write(stored)
      refused.delete(stored)
    } catch (cause) {
      const error = explainStore('store an answer that was paid for', cause)
      refused.set(stored, error)
      throw error
    }
  }

  async function findUnder(claiming: Claiming, key: string, looked: Set<string>): Promise<StoredAnswer | undefined> {
    for (const name of await entries.find([key])) {
      if (looked.has(name.stem)) continue
      looked.add(name.stem)
      const stored = await entries.read(name)
      if (!stored) continue
      const read = 'flaw' in stored ? stored : await decode(claiming, stored)
      if ('answer' in read) return read
      await reject(claiming.job, name, read.flaw)
    }
    return undefined
  }

  async function reject({ warn }: Job, name: EntryName, flaw: string): Promise<void> {
    const done = isFrozen ? 'It was left where it is' : 'It was set aside, into the folder `damaged`'
    warn('store-damaged', `The store's entry ${name.stem} cannot be used: ${flaw}. ${done}, and its answer is missing.`)
    if (!isFrozen) await entries.setAside(name)
  }

  async function decode(
    claiming: Claiming,
    { name, entry, picture }: StoredEntry,
  ): Promise<StoredAnswer | { readonly flaw: string }> {
    const { signal } = new AbortController()
    try {
      const decoded = await hooks.decode.promise({ input: picture, signal })
      if (!decoded) throw missingCodec('read an answer from the store')
      const answer = unpackAnswer({ pixels: decoded.pixels, parts: entry.parts }, claiming.request.image.pixels)
      return answer ? { name, answer } : { flaw: 'its parts do not fit the request' }
    } catch (error) {
      return { flaw: `its picture does not decode: ${reasonOf(error)}` }
    }
  }

  async function findShared(claiming: Claiming, keys: Keys): Promise<StoredAnswer | undefined> {
    if (!shared) return undefined
    const { signal } = claiming.job
    const finding = shared.find([keys.first, await keys.second()])
    const stored = await unlessAborted(signal, finding).catch((error) => {
      signal.throwIfAborted()
      claiming.job.warn('shared-store', `The shared store could not be read: ${reasonOf(error)}`)
    })
    if (!stored) return undefined
    const read = await decode(claiming, stored)
    if (!('answer' in read)) return undefined
    await entries.write(stored).catch((error) => {
      claiming.job.warn('shared-store', `An answer of the shared store could not be put on disk: ${reasonOf(error)}`)
    })
    return read
  }

  return {
    async has({ job }, keys) {
      if ((await entries.find([keys.first])).length > 0) return true
      const both = [keys.first, await keys.second()]
      await lookFor({ entries, landed }, both)
      if ((await entries.find(both)).length > 0) return true
      if (!shared) return false
      return unlessAborted(job.signal, shared.has(both)).catch(() => {
        job.signal.throwIfAborted()
        return false
      })
    },
    async find(claiming, keys, refresh) {
      const looked = new Set<string>()
      const findKnown = async () =>
        (await findUnder(claiming, keys.first, looked)) ?? findUnder(claiming, await keys.second(), looked)
      const known = await findKnown()
      if (known) return known
      await refresh?.()
      return (refresh && (await findKnown())) ?? findShared(claiming, keys)
    },
    async save(claiming, keys, answer, call) {
      try {
        const { pixels, parts } = packAnswer(answer, claiming.needed)
        const picture = await hooks.encode.promise({ pixels, type: 'image/png' })
        if (!picture) throw missingCodec('put an answer into the store')
        const { width, height } = pixels
        const facts = { sha256: sha256(picture), bytes: picture.length, width, height }
        const entry: Entry = { ...(await describe(claiming, keys, call)), picture: facts, parts }
        const name = await nameEntry(keys, digestEntry(entry))
        const stored = { name, entry, picture }
        await write(stored)
        await shared?.put(stored, keys).catch((error) => {
          claiming.job.warn('shared-store', `An answer could not be put into the shared store: ${reasonOf(error)}`)
        })
        return name
      } catch (cause) {
        throw explainStore('store an answer that was paid for', cause)
      }
    },
    mayPay() {
      for (const error of refused.values()) throw error
    },
    async check() {
      for (const stored of [...refused.keys()]) await write(stored)
      if (canEncode) return
      const pixel = { data: new Uint8Array(4), width: 1, height: 1, channels: 4 } as const
      if (!(await hooks.encode.promise({ pixels: pixel, type: 'image/png' }))) {
        throw missingCodec('put answers into the store')
      }
      canEncode = true
    },
  }
}

async function describe(
  { engine, region, request }: Claiming,
  keys: Keys,
  call: string,
): Promise<Omit<Entry, 'picture' | 'parts'>> {
  const fingerprint = engine.fingerprint(request)
  const { left, top, width, height } = region.rect
  const { usdPerImage } = engine.limits
  return {
    version: 1,
    engine: engine.name,
    model: modelOf(fingerprint),
    prompt: request.prompt,
    negativePrompt: request.negativePrompt ?? null,
    target: request.target ?? null,
    seed: request.seed ?? null,
    date: new Date().toISOString(),
    usd: request.candidates * usdPerImage,
    region: { rect: [left, top, width, height], size: region.size },
    call,
    contract: { engine: engine.contract, planner: plannerContract },
    fingerprint,
    keys: { first: keys.first, second: await keys.second() },
  }
}

function modelOf(fingerprint: Entry['fingerprint']): string | null {
  const isObject = typeof fingerprint === 'object' && fingerprint !== null && 'model' in fingerprint
  return isObject && typeof fingerprint.model === 'string' ? fingerprint.model : null
}
