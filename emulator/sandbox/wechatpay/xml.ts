import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type { Fields } from './signature.ts';

/** Why a text is no message of the protocol. */
export class XmlFault extends Error {
  override readonly name = 'XmlFault';
}

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  processEntities: true,
});
const NAME = /^[A-Za-z][A-Za-z0-9_]*$/;

function rootOf(xml: string): unknown {
  try {
    return (parser.parse(xml) as { xml?: unknown }).xml;
  } catch (error) {
    throw new XmlFault(error instanceof Error ? error.message : 'not well-formed');
  }
}

/** A flat message `<xml><name>text</name>…</xml>`: no document type, every name once, texts as they are. */
export function parseMessage(text: string): Fields {
  const xml = text.replace(/^\uFEFF/, '').trim();
  if (xml === '') throw new XmlFault('empty');
  if (/<!(DOCTYPE|ENTITY)/i.test(xml)) throw new XmlFault('a document type is not allowed');
  if (XMLValidator.validate(xml) !== true) throw new XmlFault('not well-formed');
  const root = rootOf(xml);
  if (typeof root !== 'object' || root === null || Array.isArray(root)) throw new XmlFault('no <xml> with fields');
  const fields: Record<string, string> = {};
  for (const [name, value] of Object.entries(root)) {
    if (name === '#text') {
      if (String(value).trim() !== '') throw new XmlFault('text between the fields');
      continue;
    }
    if (!NAME.test(name) || typeof value !== 'string') throw new XmlFault(`field ${name} must be there once and hold text only`);
    fields[name] = value;
  }
  return fields;
}

function element(name: string, value: string): string {
  return `<${name}><![CDATA[${value.replaceAll(']]>', ']]]]><![CDATA[>')}]]></${name}>`;
}

export function buildMessage(fields: Fields, root = 'xml'): string {
  return `<${root}>${Object.entries(fields)
    .map(([name, value]) => element(name, value))
    .join('')}</${root}>`;
}
