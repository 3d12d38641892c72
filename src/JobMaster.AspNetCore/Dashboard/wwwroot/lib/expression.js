// The words of an expression.
/** A word ends before the next blank, comma or bracket. */
export function splitAt(text, at) {
  const word = /^[^\s,[\]]+|^./u.exec(text.slice(at))?.[0] ?? '';
  return { before: text.slice(0, at), word, after: text.slice(at + word.length) };
}
