import type { AccessSettings } from './settings.ts';

/**
 * Whether a request may call the server by the name in its Host header. A page can give its own name the address of this
 * machine (DNS rebinding) and is then, for the browser, of the same origin; the name in the header still is the page's.
 */
export function hostCheck({ host, allowedHosts }: AccessSettings): (header: string | undefined) => boolean {
  const own = hostname(host.includes(':') ? `[${host}]` : host);
  // Out in a network the server has names that it cannot know, and the token that it must have there protects it: no page
  // of somebody else has one.
  if (allowedHosts.length === 0 && !isLoopback(host)) return () => true;
  const allowed = new Set([own, ...allowedHosts]);
  return (header) => {
    const name = header === undefined ? undefined : hostname(header);
    return name !== undefined && (allowed.has(name) || isLoopback(name));
  };
}

/** The name in a Host header, without its port, as URLs spell it; undefined when it is none. */
export function hostname(header: string): string | undefined {
  if (!/^(\[[0-9a-f:.]+\]|[^\s:/?#@\\[\]]+)(:\d*)?$/i.test(header) || !URL.canParse(`http://${header}`)) {
    return undefined;
  }
  return new URL(`http://${header}`).hostname.replace(/\.$/, '');
}

export const isLoopback = (host: string): boolean =>
  /^localhost$/i.test(host) || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
