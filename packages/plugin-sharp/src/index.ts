export type {
  ChainJob,
  ChainMask,
  ChainSettings,
  MaskRemoval,
  TargetRemoval,
} from './chain/removal-options.ts'
export { chainSettingsSchema } from './chain/removal-options.ts'
export type { PaintoutSharp, PaintoutSharpConstructor, SharpLike, WithPaintoutOptions } from './chain/types.ts'
export { withPaintout } from './chain/with-paintout.ts'
export { type CodecAdditions, type CodecOptions, codec, codecSchema } from './codec.ts'
export { compareOutside, type Difference } from './compare.ts'
export { counters } from './counters.ts'
export { type Format, type FormatName, formatNames, formatOfPath, formats } from './formats/formats.ts'
export { type JpegSettings, jpegSettings } from './formats/jpeg.ts'
export { isLosslessWebp } from './formats/webp.ts'
export { digestImage, type Meaning } from './image-digest.ts'
export type { Output, OutputMethods, OutputOptions } from './output.ts'
export { type RawPicture, removalStream } from './removal-stream.ts'
export type { SharpLibrary } from './sharp.ts'
