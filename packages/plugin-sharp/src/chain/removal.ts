import { PaintoutError, type Report } from '@paintout/core'
import { formOfPixels } from '../pixels.ts'
import type { SharpLibrary } from '../sharp.ts'
import { reachOf } from './chain-state.ts'
import { handOver } from './hand-over.ts'
import type { ChainState, InputState, Internals } from './internals.ts'
import { readOrigin } from './origin.ts'
import { type Picture, profileOf, readPicture } from './picture.ts'
import { type Removing, runRemoval, withinLimits } from './run-removal.ts'
import { type Call, Failure } from './traces.ts'

/** What comes before a removal. */
export interface Before {
  /** The instance that the removal was called on; a stream may still be writing into it. */
  readonly owner: Internals
  readonly previous: Removal | undefined
  readonly state: ChainState
  /** The chain as it was called: its output options say whether a profile is kept. */
  readonly asked: ChainState
}

/**
 * One removal in a chain. It runs when the first output is asked for, and once for all outputs of an instance and its
 * clones; one that failed is tried again by the next output.
 */
export class Removal {
  readonly #sharp: SharpLibrary
  readonly #before: Before
  readonly #removing: Removing
  readonly #call: Call
  /** All removals up to this one. */
  readonly #chain: readonly Removal[]
  readonly #waiting = new Set<Internals>()
  readonly #told = new WeakSet<Internals>()
  #running: Promise<Picture> | undefined
  #report: Report | undefined

  constructor(sharp: SharpLibrary, before: Before, removing: Removing, call: Call) {
    this.#sharp = sharp
    this.#before = before
    this.#removing = removing
    this.#call = call
    this.#chain = before.previous ? [...before.previous.#chain, this] : [this]
  }

  /** The reports of all removals up to this one that have run, in the order of the chain. */
  get reports(): readonly Report[] {
    return this.#chain.map((removal) => removal.#report).filter((report) => report !== undefined)
  }

  /**
   * The cleaned picture. `instance`, whose output it is for, emits `progress` while it waits, and then `report`.
   * @throws `Failure`
   */
  async run(instance: Internals): Promise<Picture> {
    for (const each of this.#chain) each.#waiting.add(instance)
    const running = this.#running ?? this.#start(instance)
    this.#running = running
    try {
      const picture = await running
      for (const each of this.#chain) each.#tell(instance)
      return picture
    } catch (cause) {
      if (this.#running === running) this.#running = undefined
      throw cause instanceof Failure ? cause : new Failure(cause, this.#call)
    } finally {
      for (const each of this.#chain) each.#waiting.delete(instance)
    }
  }

  #start(instance: Internals): Promise<Picture> {
    return withinLimits(this.#removing, async (signal) => {
      const picture = await this.#read(instance)
      signal.throwIfAborted()
      const onProgress = (event: unknown) => {
        for (const each of this.#waiting) emit(each, 'progress', event)
      }
      const seen = { ...picture, profile: await profileOf(this.#sharp, picture) }
      const [pixels, report] = await runRemoval(seen, this.#removing, { signal, onProgress })
      this.#report = report
      // A second removal would say them again.
      return { ...picture, pixels, warnings: [] }
    })
  }

  async #read(instance: Internals): Promise<Picture> {
    const { owner, previous, state, asked } = this.#before
    const sharp = this.#sharp
    if (!previous) {
      const input = await inputOf(owner)
      return bySharp(async () => readPicture(sharp, state, asked, input, await readOrigin(sharp, state, input)))
    }
    const picture = await previous.run(instance)
    if (reachOf(sharp, state) === 'nothing') return picture
    const origin = { ...picture, form: formOfPixels(picture.pixels) }
    return bySharp(async () => {
      const { input } = await handOver(sharp, state, picture)
      return readPicture(sharp, state, asked, input, origin)
    })
  }

  #tell(instance: Internals): void {
    if (this.#told.has(instance)) return
    this.#told.add(instance)
    emit(instance, 'report', this.#report)
  }
}

/** The input of an instance, when all of it is there. */
async function inputOf(owner: Internals): Promise<InputState> {
  if (owner._isStreamInput() && !owner.writableFinished) {
    await new Promise<void>((resolve) => owner.once('finish', resolve))
  }
  owner._flattenBufferIn()
  return owner.options.input
}

/** What sharp cannot do is not the removal's fault, and is told as sharp tells it. */
async function bySharp<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    throw PaintoutError.is(cause) ? cause : new Failure(cause)
  }
}

/** A listener that throws must end the program, as with every other event, and not the removal. */
function emit(instance: Internals, event: string, value: unknown): void {
  if (instance.listenerCount(event) > 0) process.nextTick(() => instance.emit(event, value))
}
