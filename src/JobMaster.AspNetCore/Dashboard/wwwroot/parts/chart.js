// A chart over time, with its numbers in a table behind it.
import { when } from '../lib/format.js';
import { html, useEffect, useRef, useState } from '../lib/html.js';
import { theme } from '../lib/theme.js';
import { useValue } from '../lib/value.js';
import { w } from '../lib/words.js';

const height = 170;
const mostRows = 60;
let library = null;
const load = () => (library ??= import('../vendor/uplot.js'));

const colorOf = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** times: seconds; series: [{ name, color, values }]; write: writes a value. */
export function Chart({ title, times, series, write, note }) {
  const box = useRef(null);
  const plot = useRef(null);
  const [isTable, setTable] = useState(false);
  const current = useValue(theme);
  const names = series.map((one) => one.name + one.color).join();
  const data = [times, ...series.map((one) => one.values)];
  const newest = useRef(data);
  newest.current = data;

  useEffect(() => {
    let gone = false;
    let watcher = null;
    load().then(({ default: UPlot }) => {
      if (gone || !box.current) return;
      const width = () => Math.max(200, box.current.clientWidth);
      plot.current = new UPlot(options(series, write, width()), newest.current, box.current);
      watcher = new ResizeObserver(() => plot.current?.setSize({ width: width(), height }));
      watcher.observe(box.current);
    });
    return () => {
      gone = true;
      watcher?.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [names, current]);
  useEffect(() => plot.current?.setData(newest.current), [times, series]);

  const last = series.map((one) => `${one.name} ${write(one.values.findLast((found) => found !== null) ?? null)}`).join(', ');
  return html`<figure class="chart">
    <figcaption><h3>${title}</h3>
      <ul class="legend">${series.map((one) => html`<li key=${one.name}>
        <span class="swatch" style=${{ background: `var(--${one.color})` }} aria-hidden="true"></span>${one.name}</li>`)}</ul>
      <button type="button" class="quiet" aria-expanded=${isTable}
          onClick=${() => setTable(!isTable)}>${isTable ? w.hideTable : w.showTable}</button>
    </figcaption>
    <div ref=${box} class="plot" role="img" aria-label=${`${title}: ${last}`}></div>
    ${note && html`<p class="hint">${note}</p>`}
    ${isTable && html`<${Numbers} title=${title} times=${times} series=${series} write=${write} />`}
  </figure>`;
}

function Numbers({ title, times, series, write }) {
  const places = times.map((_, place) => place).filter((place) => series.some((one) => one.values[place])).slice(-mostRows).reverse();
  return html`<div class="table-box numbers" tabindex="0" role="group" aria-label=${title}><table class="table is-plain">
    <thead><tr><th scope="col">${w.from}</th>${series.map((one) => html`<th key=${one.name} scope="col"
        class="number">${one.name}</th>`)}</tr></thead>
    <tbody>${places.map((place) => html`<tr key=${times[place]}><td>${when(times[place] * 1000)}</td>
      ${series.map((one) => html`<td key=${one.name} class="number">${write(one.values[place])}</td>`)}</tr>`)}</tbody>
  </table></div>`;
}

function options(series, write, width) {
  const [text, line] = [colorOf('muted'), colorOf('line')];
  const font = '12px system-ui, sans-serif';
  const axis = { stroke: text, font, ticks: { show: false }, grid: { stroke: line, width: 1 } };
  return {
    width, height, legend: { show: false }, cursor: { y: false, points: { size: 6 }, drag: { x: false, y: false } },
    scales: { y: { range: (_, low, high) => [0, high > 0 ? high * 1.1 : 1] } },
    axes: [
      { ...axis, grid: { show: false }, size: 26, values: (_, ticks) => ticks.map(labelOf), space: 70 },
      { ...axis, size: 58, values: (_, ticks) => ticks.map(write), space: 34 },
    ],
    series: [{}, ...series.map((one) => ({
      label: one.name, stroke: colorOf(one.color), width: 1.75, spanGaps: false, points: { show: false },
      fill: one.fill ? `${colorOf(one.color)}22` : undefined, dash: one.dash,
    }))],
  };
}

const hour = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const date = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric' });

function labelOf(tick) {
  const at = new Date(tick * 1000);
  return at.getHours() === 0 && at.getMinutes() === 0 ? date.format(at) : hour.format(at);
}
