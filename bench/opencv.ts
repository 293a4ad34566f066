import opencv from '@techstark/opencv-js'

/** OpenCV, ready to be called. Version 4.11 is a promise of itself (4.12 is not, and awaiting that one hangs). */
export const cv = await (opencv as unknown as Promise<typeof opencv>)
