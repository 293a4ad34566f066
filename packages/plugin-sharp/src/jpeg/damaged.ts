/** The bytes are no JPEG that T.81 allows, or end too early. Never leaves this folder. */
export class DamagedJpeg extends Error {}
