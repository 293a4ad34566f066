/**
 * Whether paid fills may only come from the store: what is said, else `PAINTOUT_FROZEN`, else whether this is
 * continuous integration. Unset and empty variables say nothing; `0` and `false` say no.
 */
export function isFrozen(said: boolean | undefined, env: Readonly<Record<string, string | undefined>>): boolean {
  return said ?? readSwitch(env.PAINTOUT_FROZEN) ?? readSwitch(env.CI) ?? false
}

function readSwitch(value: string | undefined): boolean | undefined {
  if (value === undefined || value === '') return undefined
  return value !== '0' && value.toLowerCase() !== 'false'
}
