import { isRecord, plainText } from '../records';

/** A value as the children of an XML element: lists as `<member>`, maps of text as `<entry>`. */
export function xmlOf(value: unknown, isMap: (name: string) => boolean): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map((item) => element('member', xmlOf(item, isMap))).join('');
  if (!isRecord(value)) return escape(plainText(value));
  return Object.entries(value)
    .filter(([, entry]) => entry !== undefined && entry !== null)
    .map(([name, entry]) => element(name, isMap(name) && isRecord(entry) ? entries(entry, isMap) : xmlOf(entry, isMap)))
    .join('');
}

/** An XML element. */
export function element(name: string, content: string, attributes = ''): string {
  return `<${name}${attributes}>${content}</${name}>`;
}

/** Text as it stands in XML. */
export function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function entries(map: Readonly<Record<string, unknown>>, isMap: (name: string) => boolean): string {
  return Object.entries(map)
    .map(([key, value]) => element('entry', element('key', escape(key)) + element('value', xmlOf(value, isMap))))
    .join('');
}
