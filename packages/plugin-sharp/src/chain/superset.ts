import type { SharpLibrary } from '../sharp.ts'
import { retell } from './retell.ts'

/**
 * A constructor that is called in every way in which sharp's is, whose instances are sharp's and have `methods` too.
 * The library itself stays as it is: every other user of sharp in the process has nothing to do with this.
 */
export function createSuperset(sharp: SharpLibrary, methods: PropertyDescriptorMap): SharpLibrary {
  // Its name is in the frames of stacks: "at Sharp.toBuffer".
  function Sharp(this: unknown, ...parameters: unknown[]): unknown {
    // Without `new`, on an instance: a constructor of the old kind that inherits from this one.
    const isInherited = new.target === undefined && this instanceof Sharp
    try {
      if (isInherited) return Reflect.apply(sharp, this, parameters)
      return Reflect.construct(sharp, parameters, new.target ?? Sharp)
    } catch (error) {
      const [target, self] = [new.target, this]
      throw retell(error, Sharp, () => {
        if (target) Reflect.construct(sharp, parameters, target)
        else Reflect.apply(sharp, self, parameters)
      })
    }
  }
  Object.setPrototypeOf(Sharp, sharp)
  const { prototype: _, ...statics } = Object.getOwnPropertyDescriptors(sharp)
  Object.defineProperties(Sharp, statics as PropertyDescriptorMap)
  Sharp.prototype = Object.create(sharp.prototype as object, {
    constructor: { value: Sharp, writable: true, configurable: true },
    ...methods,
  })
  return Sharp as unknown as SharpLibrary
}
