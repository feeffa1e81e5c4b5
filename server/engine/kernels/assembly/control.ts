// The block of shared memory through which the main thread tells the others what to do. ../pool.ts has its other side.
// Words that different threads write lie 64 bytes apart: a cache line each.

const GENERATION: usize = 0;
const DONE: usize = 64;
const AT_BARRIER: usize = 128;
const BARRIER: usize = 192;
const SPIN: usize = 256;
const OP: usize = 260;
/** Not 0 once a thread has broken off: those who wait for it break off too. */
const FAILED: usize = 264;
/** Nanoseconds after which a sleeper looks whether others have failed: it may have gone to sleep just after it was told. */
const NAP: i64 = 100_000_000;
/** The arguments of the op under way: 4 bytes each. */
export const ARGUMENTS: usize = 320;

@inline export function i32At(a: usize, place: i32): i32 {
  return load<i32>(a + (<usize>place << 2));
}

@inline export function f32At(a: usize, place: i32): f32 {
  return load<f32>(a + (<usize>place << 2));
}

@inline export function pointerAt(a: usize, place: i32): usize {
  return <usize>load<u32>(a + (<usize>place << 2));
}

@inline export function opOf(control: usize): i32 {
  return load<i32>(control + OP);
}

/** Looks for a while whether the word is another than `value`. */
@inline function sees(word: usize, value: i32, spin: i32): bool {
  for (let i = 0; i < spin; i++) if (atomic.load<i32>(word) != value) return true;
  return false;
}

/** Sleeps until the word is another than `value`; traps when a thread has failed, which would never change it. */
function sleep(control: usize, word: usize, value: i32): void {
  while (atomic.load<i32>(word) == value) {
    if (atomic.load<i32>(control + FAILED) != 0) unreachable();
    atomic.wait<i32>(word, value, NAP);
  }
}

@inline function change(word: usize, value: i32): void {
  atomic.store<i32>(word, value);
  atomic.notify(word, -1);
}

/** Waits until all threads of the op are here; what they wrote before is then seen by all. */
export function barrier(a: usize, threads: i32): void {
  if (threads == 1) return;
  const control = a - ARGUMENTS;
  const generation = atomic.load<i32>(control + BARRIER);
  if (atomic.add<i32>(control + AT_BARRIER, 1) == threads - 1) {
    atomic.store<i32>(control + AT_BARRIER, 0);
    change(control + BARRIER, generation + 1);
  } else {
    const word = control + BARRIER;
    if (!sees(word, generation, load<i32>(control + SPIN))) sleep(control, word, generation);
  }
}

/** For the main thread: lets the others begin with the op. */
export function begin(control: usize): void {
  atomic.store<i32>(control + DONE, 0);
  change(control + GENERATION, atomic.load<i32>(control + GENERATION) + 1);
}

/** For the main thread: waits until the others are done with it; traps when one of them has failed. */
export function finish(control: usize, threads: i32): void {
  const others = threads - 1;
  const spin = load<i32>(control + SPIN);
  for (let i = 0; i < spin; i++) if (atomic.load<i32>(control + DONE) == others) return;
  for (;;) {
    const done = atomic.load<i32>(control + DONE);
    if (done == others) return;
    sleep(control, control + DONE, done);
  }
}

/** For the other threads: waits for the op after number `generation`, and gives its number. */
export function awaitOp(control: usize, generation: i32): i32 {
  const word = control + GENERATION;
  if (!sees(word, generation, load<i32>(control + SPIN))) {
    while (atomic.load<i32>(word) == generation) atomic.wait<i32>(word, generation, -1);
  }
  return atomic.load<i32>(control + GENERATION);
}

export function done(control: usize): void {
  atomic.add<i32>(control + DONE, 1);
  atomic.notify(control + DONE, 1);
}
