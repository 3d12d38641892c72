// The text of a filter that the reader has typed and not entered yet: no draw in between may take it away.
import { useEffect, useState } from '../lib/html.js';

/** stored: the value of the address; when it changes, what was typed is over. Returns the text, or null, and its setter. */
export function useTyped(stored) {
  const [typed, setTyped] = useState(null);
  useEffect(() => setTyped(null), [stored]);
  return [typed, setTyped];
}
