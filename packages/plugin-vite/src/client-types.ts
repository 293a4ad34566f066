/** What vite-imagetools gives for `as=picture`. */
export interface Picture {
  /** Source sets by format. */
  readonly sources: Readonly<Record<string, string>>
  readonly img: { readonly src: string; readonly w: number; readonly h: number }
}

/** What vite-imagetools gives for `as=metadata`: of one picture, or a list where the query asks for several. */
export interface ImageMetadata {
  readonly src: string
  readonly width: number
  readonly height: number
  readonly format: string
  readonly [name: string]: unknown
}
