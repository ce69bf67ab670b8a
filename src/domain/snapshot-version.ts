/** Grows with every change of the shape of the facts. */
export const SNAPSHOT_VERSION = 3;
