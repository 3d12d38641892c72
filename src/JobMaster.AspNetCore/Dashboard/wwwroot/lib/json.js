// JSON with every digit of its numbers: 12345678901234567890 from a handler is shown and sent back unchanged.

/** A number that JavaScript cannot hold exactly, as it was written. */
export class Exact {
  constructor(source) {
    this.source = source;
  }
}

export function parse(text) {
  return JSON.parse(text, (_, found, context) =>
    typeof found === 'number' && context?.source !== undefined && String(found) !== context.source && !isSame(found, context.source)
      ? new Exact(context.source)
      : found);
}

/** Whether the shortest text of the number means the same: true for 1.50 and 1.5, false for more digits than it can hold. */
function isSame(number, source) {
  const digits = source.replace(/^-?0*\.?0*|[eE].*$|\./g, '').replace(/^0+|0+$/g, '');
  return Number.isFinite(number) && digits.length <= 15;
}

export function print(found, indent = '', depth = '') {
  if (found instanceof Exact) return found.source;
  if (found === null || typeof found !== 'object') return JSON.stringify(found) ?? 'null';
  const inner = depth + indent;
  const [open, close] = Array.isArray(found) ? '[]' : '{}';
  const members = Array.isArray(found)
    ? found.map((one) => print(one, indent, inner))
    : Object.entries(found).filter(([, one]) => one !== undefined)
      .map(([name, one]) => `${JSON.stringify(name)}:${indent ? ' ' : ''}${print(one, indent, inner)}`);
  if (members.length === 0) return open + close;
  return indent
    ? `${open}\n${members.map((one) => inner + one).join(',\n')}\n${depth}${close}`
    : open + members.join(',') + close;
}

/** The text in pieces of one kind each: key, string, number, word or plain. */
export function tokens(text) {
  const pieces = [];
  const pattern = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d[\d.eE+-]*)|\b(true|false|null)\b/g;
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > end) pieces.push(['plain', text.slice(end, match.index)]);
    const kind = match[1] === undefined ? (match[3] === undefined ? 'word' : 'number') : (match[2] === undefined ? 'string' : 'key');
    pieces.push([kind, match[0]]);
    end = match.index + match[0].length;
  }

  if (end < text.length) pieces.push(['plain', text.slice(end)]);
  return pieces;
}

/** Lines of both texts in order, each with '-', '+' or ' '. Very long texts are compared as a whole. */
export function difference(before, after) {
  const [old, now] = [before.split('\n'), after.split('\n')];
  if (old.length * now.length > 1_000_000) return [...old.map((line) => ['-', line]), ...now.map((line) => ['+', line])];
  const longest = Array.from({ length: old.length + 1 }, () => new Uint32Array(now.length + 1));
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      longest[i][j] = old[i] === now[j] ? longest[i + 1][j + 1] + 1 : Math.max(longest[i + 1][j], longest[i][j + 1]);
    }
  }

  const lines = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      lines.push([' ', old[i++]]);
      j++;
    } else if (j >= now.length || (i < old.length && longest[i + 1][j] >= longest[i][j + 1])) {
      lines.push(['-', old[i++]]);
    } else {
      lines.push(['+', now[j++]]);
    }
  }

  return lines;
}
