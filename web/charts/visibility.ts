const watchers = new WeakMap<Element, (isSeen: boolean) => void>();
const observer = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) watchers.get(target)?.(isIntersecting);
  },
  { rootMargin: '200px' },
);

/** Tells whenever an element comes near to what is in sight, and when it leaves. @returns a function that stops it */
export function onSeen(element: Element, watcher: (isSeen: boolean) => void): () => void {
  watchers.set(element, watcher);
  observer.observe(element);
  return () => observer.unobserve(element);
}
