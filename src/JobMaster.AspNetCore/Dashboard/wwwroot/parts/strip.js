// The next day as a strip: how many schedules fire next in each half hour.
import { serverNow } from '../lib/clock.js';
import { number, when } from '../lib/format.js';
import { html, useState } from '../lib/html.js';
import { w } from '../lib/words.js';

const parts = 48;
const length = 86_400_000 / parts;

export function Strip({ schedules }) {
  const [isTable, setTable] = useState(false);
  const start = Math.floor(serverNow() / length) * length;
  const counts = Array.from({ length: parts }, () => 0);
  for (const one of schedules.filter((found) => found.state === 'Active')) {
    const place = Math.floor((Date.parse(one.nextAt) - start) / length);
    if (place >= 0 && place < parts) counts[place]++;
  }

  const most = Math.max(1, ...counts);
  const sum = counts.reduce((all, one) => all + one, 0);
  return html`<div class="strip" role="img" aria-label=${`${w.schedules.next24}: ${number(sum)}`}>${counts.map((count, place) => html`
    <span key=${place} class="strip-part" title=${`${when(start + place * length)}: ${number(count)}`}>
      <span class=${count > 0 ? 'is-full' : ''} style=${{ height: `${count > 0 ? 15 + (85 * count) / most : 4}%` }}></span></span>`)}</div>
    <p class="strip-ends hint">${[0, parts / 2, parts].map((place) => html`<span
        key=${place}>${when(start + place * length)}</span>`)}</p>
    <button type="button" class="quiet" aria-expanded=${isTable}
        onClick=${() => setTable(!isTable)}>${isTable ? w.hideTable : w.showTable}</button>
    ${isTable && html`<div class="table-box numbers" tabindex="0" role="group" aria-label=${w.schedules.next24}>
      <table class="table is-plain"><thead><tr><th scope="col">${w.from}</th><th scope="col"
          class="number">${w.pages.schedules}</th></tr></thead>
      <tbody>${counts.map((count, place) => count > 0 && html`<tr key=${place}><td>${when(start + place * length)}</td><td
          class="number">${number(count)}</td></tr>`)}</tbody></table></div>`}`;
}
