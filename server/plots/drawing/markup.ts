/** SVG that is well formed already: only `element` and `text` make it. */
export type Markup = { readonly svg: string };

type Attributes = Record<string, string | number | undefined>;

/**
 * One element. Numbers are written to a hundredth; one that is not finite is a mistake of the caller, since a path with a
 * NaN in it ends there without a word.
 */
export function element(
  name: string,
  attributes: Attributes = {},
  ...children: readonly (Markup | readonly Markup[])[]
): Markup {
  const given = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escaped(typeof value === 'number' ? short(value) : value!)}"`);
  const inside = children.flat().map(({ svg }) => svg);
  const start = `<${name}${given.join('')}`;
  return { svg: inside.length > 0 ? `${start}>${inside.join('')}</${name}>` : `${start}/>` };
}

/** What people wrote, as text and never as markup. */
export const text = (content: string): Markup => ({ svg: escaped(content) });

/** @throws RangeError for a number that is not finite */
export function short(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`A coordinate must be finite, got ${value}`);
  return String(Math.round(value * 100) / 100);
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

const escaped = (content: string): string =>
  content.replace(ILLEGAL, '\uFFFD').replace(/[&<>"']/g, (sign) => ENTITIES[sign]!);

/** What XML 1.0 has no way to write: most control characters, halves of pairs, and two that are no characters. */
const ILLEGAL =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
