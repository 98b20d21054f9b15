import { parse, parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import { reason } from '#shared/reasons/reason-codes.ts';
import type { Reason } from '#shared/reasons/reason.ts';

/** The encodings that begin with a byte order mark. `TextDecoder` removes the mark. */
const MARKS = [
  { bytes: [0xef, 0xbb, 0xbf], encoding: 'utf-8' },
  { bytes: [0xff, 0xfe], encoding: 'utf-16le' },
  { bytes: [0xfe, 0xff], encoding: 'utf-16be' },
] as const;

/**
 * The text of a settings file, as any editor of Windows, macOS or Linux saves it: UTF-8 or UTF-16, with or without a
 * byte order mark, else Windows-1252. JSON begins with an ASCII character, which shows the byte order of UTF-16 (RFC
 * 4627, section 3).
 */
export function decodeText(bytes: Uint8Array): string {
  const marked = MARKS.find((mark) => mark.bytes.every((byte, at) => bytes[at] === byte));
  const [first, second] = bytes;
  if (marked !== undefined) return new TextDecoder(marked.encoding).decode(bytes);
  if (first !== 0 && second === 0) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0 && second !== 0) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** Deeper than any setting. Whatever reads a value group by group needs a stack as deep as the groups. */
const DEEPEST = 100;

/** Whether groups and lists lie deeper in each other than anybody would write them. */
export function isTooDeep(text: string): boolean {
  let depth = 0;
  let inText = false;
  // No expression: it would need a stack as deep as a text is long.
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at);
    if (inText && sign === '\\') at += 1;
    else if (sign === '"') inText = !inText;
    else if (sign === '\n') inText = false;
    else if (inText) continue;
    else if ('[{'.includes(sign)) depth += 1;
    else if (']}'.includes(sign)) depth -= 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}

/** The tree of a text that may have faults; undefined if there is none, or if it is too deep. */
export function treeOf(text: string): Node | undefined {
  return isTooDeep(text) ? undefined : parseTree(text);
}

/** The paths of what a tree has more than once under one name: JSON takes the last, and all that stands in the others is gone. */
export function namedTwice(tree: Node | undefined, path = ''): string[] {
  const names = new Set<string>();
  const below = (tree?.children ?? []).flatMap((each, at) => {
    const [key, value] = tree?.type === 'object' ? (each.children ?? []) : [];
    const name = tree?.type === 'object' ? String(key?.value) : String(at);
    const here = path === '' ? name : `${path}.${name}`;
    const again = names.has(name) ? [here] : [];
    names.add(name);
    return [...again, ...namedTwice(tree?.type === 'object' ? value : each, here)];
  });
  return [...new Set(below)];
}

/** What a word processor, or whoever knows another language, writes in place of a straight double quote. */
const OTHER_QUOTES = /[\p{Pi}\p{Pf}'`„‚]/u;

/**
 * Why a text is not JSON, with line and column, both counted from 1. V8 does not always tell the place, and takes a
 * comment or a comma too many for any other character.
 */
export function notJson(text: string): Reason {
  if (isTooDeep(text)) return reason('nestedTooDeep');
  const errors: ParseError[] = [];
  parseTree(text, errors, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false });
  const [first] = errors;
  if (first === undefined || text.trim() === '') return reason('notJson');
  const { offset, error } = first;
  const before = text.slice(0, offset);
  if (OTHER_QUOTES.test(text.charAt(offset))) return reason('quotesInJson', placeOf(before));
  if (printParseErrorCode(error) === 'InvalidEscapeCharacter')
    return reason('backslashInJson', placeOf(before));
  const comma = /,\s*$/.exec(before);
  if (comma !== null && /^[}\]]/.test(text.slice(offset)))
    return reason('commaTooMany', placeOf(text.slice(0, comma.index)));
  if (/^\/[/*]/.test(text.slice(offset))) return reason('commentInJson', placeOf(before));
  return reason('notJsonAt', placeOf(before));
}

/**
 * The value of a text that would be JSON without its comments and the commas at the end of its lists, which leave no doubt
 * about what is meant; null for any other text.
 */
export function jsonWithComments(text: string): unknown {
  if (isTooDeep(text)) return null;
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  return errors.length > 0 || value === undefined ? null : value;
}

export function placeOf(before: string): { line: number; column: number } {
  const lines = before.split(/\r\n|\n|\r/);
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}
