// The next times of an expression while the reader writes it, or its error under the wrong word.
import { getHere, queryOf } from '../lib/api.js';
import { splitAt } from '../lib/expression.js';
import { visible, when } from '../lib/format.js';
import { html, useEffect, useState } from '../lib/html.js';
import { w } from '../lib/words.js';
import { Ago, Time } from './basics.js';

/** language: the member of the API that takes the expression, 'cron' or 'natural'. */
export function CronPreview({ expression, language, zone }) {
  const [answer, setAnswer] = useState(null);
  const text = expression.trim();
  useEffect(() => {
    if (!text) {
      setAnswer(null);
      return undefined;
    }

    const mine = new AbortController();
    const query = queryOf({ [language]: text, timeZone: zone, limit: 5 });
    const timer = setTimeout(() => getHere(`schedules/preview${query}`, { signal: mine.signal })
      .then((data) => setAnswer({ times: data.times }), (error) => mine.signal.aborted || setAnswer({ error, text })), 250);
    return () => {
      clearTimeout(timer);
      mine.abort();
    };
  }, [text, language, zone]);
  if (!answer) return null;
  if (answer.error) {
    return html`<div class="problem" role="status"><${Marked} text=${answer.text} at=${answer.error.position} />
      <p class="cron-problem">${visible(answer.error.message)}</p></div>`;
  }

  // The list has times that tick, so only the first one is read aloud.
  return html`<div><h3>${w.schedules.coming}</h3>
    <p class=${answer.times.length === 0 ? 'hint' : 'unseen'} role="status">${answer.times.length === 0 ? w.schedules.noComing
      : w.schedules.firstIs(when(answer.times[0]))}</p>
    <ol>${answer.times.map((at) => html`<li key=${at}><${Time} at=${at} /> <span class="hint"><${Ago}
        at=${at} /></span></li>`)}</ol></div>`;
}

/** The expression with the wrong word marked; if something is missing at its end, the end is marked. */
function Marked({ text, at }) {
  if (at === undefined || at > text.length) return null;
  const { before, word, after } = splitAt(text, at);
  return html`<pre class="marked-expression">${visible(before)}<mark>${word ? visible(word) : ' '}</mark>${visible(after)}</pre>`;
}
