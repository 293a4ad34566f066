/** How often this process decoded and encoded whole image files: what a run that has nothing to do is held to. */
export const counters = { decoded: 0, encoded: 0 }
