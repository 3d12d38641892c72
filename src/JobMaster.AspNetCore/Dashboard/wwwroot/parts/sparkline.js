// A line as tall as a word: the failures of each group over time.
import { getHere, queryOf } from '../lib/api.js';
import { bins, countsOf } from '../lib/bins.js';
import { serverNow } from '../lib/clock.js';
import { number } from '../lib/format.js';
import { html, useEffect, useState } from '../lib/html.js';
import { route } from '../lib/router.js';
import { useValue } from '../lib/value.js';
import { w } from '../lib/words.js';

const [width, height] = [96, 20];
const every = 60_000;

/** The spans in seconds. It draws the longest span whose failures fit in one page of the API, so that no line is partial. */
const spans = [86_400, 3_600, 300];
const most = 1_000;

/** counts: by fingerprint, how many failed jobs in each part of the span; null if even the shortest span has too many. */
export function useFailureLines() {
  const { cluster } = useValue(route);
  const [lines, setLines] = useState({ span: 0, counts: null });
  useEffect(() => {
    const mine = new AbortController();
    const look = async () => {
      if (document.visibilityState !== 'visible') return;
      try {
        setLines(await readLines(mine.signal));
      } catch {
        // The table itself shows that it is old.
      }
    };
    look();
    const timer = setInterval(look, every);
    return () => {
      clearInterval(timer);
      mine.abort();
    };
  }, [cluster]);
  return lines;
}

async function readLines(signal) {
  for (const span of spans) {
    const from = serverNow() - span * 1000;
    const query = { state: 'Failed', finalizedFrom: new Date(from).toISOString(), limit: most };
    const { jobs, isComplete, next } = await getHere(`jobs${queryOf(query)}`, { signal });
    if (isComplete && !next) return { span, counts: countsOf(jobs, from, span * 1000) };
  }

  return { span: 0, counts: null };
}

export function Sparkline({ lines, fingerprint }) {
  if (!lines.counts) return html`<span class="none">–</span>`;
  const counts = lines.counts.get(fingerprint) ?? Array(bins).fill(0);
  const top = Math.max(1, ...counts);
  const points = counts.map((count, index) =>
    `${((index / (bins - 1)) * width).toFixed(1)},${(height - 1 - (count / top) * (height - 2)).toFixed(1)}`);
  const total = counts.reduce((all, count) => all + count, 0);
  return html`<svg class="sparkline" role="img" aria-label=${w.failures.line(number(total), w.failures.spans[lines.span])}
      viewBox=${`0 0 ${width} ${height}`} width=${width} height=${height}><polyline points=${points.join(' ')} /></svg>`;
}
