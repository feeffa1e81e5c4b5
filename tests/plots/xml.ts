/** An element of a parsed document. */
export type Node = { name: string; attributes: Record<string, string>; children: Node[]; text: string };

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const TOKEN = /<(\/?)([A-Za-z]+)((?:\s+[A-Za-z-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y;

/** Reads XML of elements, attributes and text alone, strictly. @throws Error where it is not well formed */
export function parse(xml: string): Node {
  const top: Node = { name: '', attributes: {}, children: [], text: '' };
  const open = [top];
  TOKEN.lastIndex = 0;
  let at = 0;
  while (at < xml.length) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(xml);
    if (!found) throw new Error(`not well formed at ${at}: ${xml.slice(at, at + 80)}`);
    at = TOKEN.lastIndex;
    const [, closes, name, attributes = '', isEmpty, text] = found;
    const here = open.at(-1)!;
    if (text !== undefined) here.text += decoded(text);
    else if (closes) {
      if (here.name !== name) throw new Error(`</${name}> closes <${here.name}>`);
      open.pop();
    } else {
      const node: Node = { name: name!, attributes: attributesOf(attributes), children: [], text: '' };
      here.children.push(node);
      if (!isEmpty) open.push(node);
    }
  }
  if (open.length !== 1 || top.children.length !== 1 || top.text !== '')
    throw new Error('not one whole element');
  return top.children[0]!;
}

function attributesOf(text: string): Record<string, string> {
  const pairs = Array.from(text.matchAll(/([A-Za-z-]+)="([^"]*)"/g), ([, key, value]) => [
    key!,
    decoded(value!),
  ]);
  const attributes = Object.fromEntries(pairs);
  if (Object.keys(attributes).length !== pairs.length) throw new Error(`an attribute comes twice: ${text}`);
  return attributes;
}

const decoded = (text: string): string => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has none of them
  if (/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Cs}/u.test(text))
    throw new Error(`no XML character: ${JSON.stringify(text)}`);
  return text.replace(/&(\w*);?/g, (whole, name: string) => {
    if (ENTITIES[name] && whole.endsWith(';')) return ENTITIES[name];
    throw new Error(`no entity: ${whole}`);
  });
};

/** It and all below it, in document order. */
export const all = (node: Node): Node[] => [node, ...node.children.flatMap(all)];

export const named = (node: Node, name: string): Node[] => all(node).filter((each) => each.name === name);

/** All lines of text, without the text alternatives. */
export const lettersOf = (node: Node): string[] => named(node, 'text').map(({ text }) => text);
