/** As many bytes as keep what follows on a cache line of its own. */
@inline export function aligned(bytes: usize): usize {
  return (bytes + 63) & ~63;
}

/** An odd number of cache lines, so that rows of that many bytes do not all begin in the same place of the cache. */
@inline export function pitchOf(bytes: usize): usize {
  return aligned(bytes) | 64;
}
