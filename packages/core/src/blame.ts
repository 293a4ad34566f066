import { PaintoutError } from './errors.ts'
import { foreignFailure } from './foreign-failure.ts'

interface Tap {
  readonly name: string
  // biome-ignore lint/complexity/noBannedTypes: tapable types the function of a tap so
  readonly fn: Function
}

/** An interceptor: an error that leaves a tap says whose it is; one that has a code already keeps it. */
export function blame(hook: string) {
  return {
    register<T extends Tap>(tap: T): T {
      const { fn, name } = tap
      const accuse = (cause: unknown): never => {
        if (PaintoutError.is(cause)) throw cause
        throw foreignFailure('plugin-failed', `The tap \`${name}\` on hooks.${hook}`, name, cause)
      }
      return {
        ...tap,
        fn(...input: unknown[]) {
          try {
            const answer = fn(...input)
            return answer instanceof Promise ? answer.catch(accuse) : answer
          } catch (cause) {
            return accuse(cause)
          }
        },
      }
    },
  }
}
