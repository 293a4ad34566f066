/** One import for library users: the processor, the codec and the engine that needs no account. */
export * from '@paintout/core'
export * from '@paintout/engine-local'
export * from '@paintout/plugin-sharp'
