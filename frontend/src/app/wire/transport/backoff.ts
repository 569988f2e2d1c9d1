const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/**
 * How long to wait before a reconnect: full jitter, so that the sockets of a fallen gateway come back spread out.
 *
 * @param attempt how many tries have failed since a socket last held; 0 for the first
 * @param random a number in [0, 1)
 */
export function backoffMs(attempt: number, random: number): number {
  return Math.round(random * Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt));
}
