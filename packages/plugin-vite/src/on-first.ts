/** What is made when it is first asked for, and then is the same. */
export function onFirst<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}
