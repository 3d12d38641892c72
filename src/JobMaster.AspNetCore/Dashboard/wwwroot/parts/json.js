// JSON, differences and errors in a form that people can read.
import { visible } from '../lib/format.js';
import { html, useMemo, useState } from '../lib/html.js';
import { difference, print, tokens } from '../lib/json.js';
import { w } from '../lib/words.js';
import { Copy } from './basics.js';

const longest = 200_000;

export function Json({ of, label }) {
  const text = useMemo(() => print(of, '  '), [of]);
  const shown = visible(text.slice(0, longest));
  return html`<div class="json"><div class="json-acts"><${Copy} text=${text} /></div>
    <pre tabindex="0" role="group" aria-label=${label}><code>${tokens(shown).map(([kind, piece], index) => html`
      <span key=${index} class=${`json-${kind}`}>${piece}</span>`)}</code></pre>
    ${text.length > longest && html`<p class="hint">${w.cut}</p>`}</div>`;
}

export function Difference({ before, after }) {
  const lines = useMemo(() => difference(before, after), [before, after]);
  if (before === after) return html`<p class="hint">${w.noDifference}</p>`;
  return html`<pre class="difference" tabindex="0" role="group" aria-label=${w.difference}>${lines.map(([sign, line], index) => html`
    <span key=${index} class=${sign === '+' ? 'added' : sign === '-' ? 'removed' : ''}>${sign} ${visible(line)}${'\n'}</span>`)}</pre>`;
}

const outside = /^\s*at (System|Microsoft|JobMaster)\./;

/** The message first, then the app's own frames; those of the platform and the library are folded. */
export function ErrorText({ text }) {
  const [isWhole, setWhole] = useState(false);
  const lines = visible(text).split('\n').map((line) => line.trimEnd());
  const first = lines.findIndex((line) => /^\s*at /.test(line));
  const message = lines.slice(0, first < 0 ? undefined : first).join('\n');
  const frames = first < 0 ? [] : lines.slice(first);
  const own = frames.filter((line) => !outside.test(line) && !/^\s*--- End of/.test(line));
  const shown = isWhole ? frames : own;
  return html`<div class="error-text">
    <p class="error-message">${message}</p>
    ${frames.length > 0 && html`<pre tabindex="0" role="group" aria-label=${w.stack}>${shown.join('\n') || w.noOwnFrames}</pre>
      <div class="json-acts">
        ${own.length < frames.length && html`<button type="button" class="quiet" aria-expanded=${isWhole}
            onClick=${() => setWhole(!isWhole)}>
          ${isWhole ? w.fewerFrames : w.allFrames(frames.length)}</button>`}
        <${Copy} text=${text} /></div>`}
  </div>`;
}
