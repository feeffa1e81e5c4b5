const scheme = matchMedia('(prefers-color-scheme: dark)');
const known = new Map<string, string>();
const watchers = new Set<() => void>();
scheme.addEventListener('change', () => {
  known.clear();
  for (const watcher of watchers) watcher();
});

/** What a CSS custom property is at this moment, as a canvas wants it: `rgb(…)`. */
export function colourOf(property: string): string {
  let colour = known.get(property);
  if (colour === undefined) {
    const probe = document.createElement('i');
    probe.style.color = `var(${property})`;
    document.body.append(probe);
    colour = getComputedStyle(probe).color;
    probe.remove();
    known.set(property, colour);
  }
  return colour;
}

/** Calls when light turns to dark or back. @returns a function that stops it */
export function onScheme(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}
