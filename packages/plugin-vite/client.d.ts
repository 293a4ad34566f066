/**
 * Types of photos that a query cleans: `/// <reference types="@paintout/plugin-vite/client" />`, or in `types`.
 * TypeScript knows a query by its end, so that `remove` stands last of ours, and last of all or before one of these.
 */

declare module '*?remove' {
  const src: string
  export default src
}
declare module '*&remove' {
  const src: string
  export default src
}

declare module '*?remove&url' {
  const src: string
  export default src
}
declare module '*&remove&url' {
  const src: string
  export default src
}

declare module '*?remove&inline' {
  const src: string
  export default src
}
declare module '*&remove&inline' {
  const src: string
  export default src
}

declare module '*?remove&as=picture' {
  const picture: import('@paintout/plugin-vite').Picture
  export default picture
}
declare module '*&remove&as=picture' {
  const picture: import('@paintout/plugin-vite').Picture
  export default picture
}

declare module '*?remove&as=srcset' {
  const srcset: string
  export default srcset
}
declare module '*&remove&as=srcset' {
  const srcset: string
  export default srcset
}

declare module '*?remove&as=metadata' {
  const metadata: import('@paintout/plugin-vite').ImageMetadata
  export default metadata
}
declare module '*&remove&as=metadata' {
  const metadata: import('@paintout/plugin-vite').ImageMetadata
  export default metadata
}
