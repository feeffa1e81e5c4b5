import { computed, signal } from '@preact/signals';

/** Where the dashboard is. In the fragment: paths such as /runs/ID are the API's. */
export type Place = { page: string; id: string | null; query: URLSearchParams };

const fragment = signal(location.hash);
addEventListener('hashchange', () => {
  fragment.value = location.hash;
});

/** `#/runs/ID?tab=x` is page `runs`, id `ID` and the rest. */
export function readPlace(hash: string): Place {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [page = '', id] = path.split('/').map(decodeURIComponent);
  return { page, id: id || null, query: new URLSearchParams(search) };
}

export const place = computed(() => readPlace(fragment.value));

/** The address of a place, for links. */
export function linkTo(page: string, id?: string, query: Record<string, string> = {}): string {
  const path = [page, id].filter((part) => part !== undefined).map(encodeURIComponent);
  const search = new URLSearchParams(query).toString();
  return `#/${path.join('/')}${search && `?${search}`}`;
}

export function goTo(link: string): void {
  location.hash = link;
}
