// Limits: their settings, the overrides of operators, and how much is in use.
import { liftLimit, overrideLimit } from '../lib/acts.js';
import { queryOf } from '../lib/api.js';
import { number, visible } from '../lib/format.js';
import { html, useEffect, useState } from '../lib/html.js';
import { jobsOf, limitName, settingsText } from '../lib/limits.js';
import { useGet } from '../lib/load.js';
import { route, to } from '../lib/router.js';
import { useValue } from '../lib/value.js';
import { w } from '../lib/words.js';
import { Act, Ago, By, Empty, Loaded, Meter, Panel, State } from '../parts/basics.js';
import { Table } from '../parts/table.js';

const pageSize = 50;
const most = 1000;
const mostCounted = 1000;

export function Limits({ may }) {
  const { query } = useValue(route);
  const [size, setSize] = useState(pageSize);
  useEffect(() => setSize(pageSize), [query.name]);
  const limits = useGet('limits', { every: 10_000 });
  const keys = useGet(`limits/keys${queryOf({ name: query.name, limit: size })}`, { every: 5_000, keeps: true });
  const done = () => setTimeout(() => { limits.reload(); keys.reload(); }, 300);
  const byName = new Map((limits.data?.limits ?? []).map((limit) => [limit.name, limit]));
  return html`<div class="page-head"><h1>${w.pages.limits}</h1></div>
    <${Loaded} from=${limits} lines=${4}>${(data) => (data.limits.length === 0
      ? html`<${Empty} title=${w.limits.none} text=${w.limits.noneText} code=${w.limits.noneCode} />`
      : html`<${Table} label=${w.pages.limits} rows=${data.limits} keyOf=${(limit) => limit.name} columns=${limitColumns(may, done)} />
        <${Panel} title=${query.name ? w.limits.keysOf(visible(query.name)) : w.limits.keys} id="limit-keys"
            more=${query.name && html`<a href=${to('limits')}>${w.all}</a>`}>
          <${Loaded} from=${keys} lines=${4}>${(used) => (used.keys.length === 0
            ? html`<${Empty} title=${w.limits.noKeys} text=${w.limits.noKeysText} />`
            : html`<${Table} label=${w.limits.keys} rows=${used.keys} keyOf=${(one) => `${one.limit}:${one.key ?? ''}`}
                columns=${keyColumns(may, byName, done)} />
              ${used.next && size < most && html`<button type="button" class="load-more"
                  onClick=${() => setSize(Math.min(most, size * 2))}>${w.loadMore}</button>`}`)}<//><//>`)}<//>`;
}

function limitColumns(may, done) {
  return [
    { name: w.limits.limit, kind: 'wide', cell: (limit) => html`<a href=${to('limits', '', { name: limit.name })}>
      <span class="job-name">${visible(limit.name)}</span></a>` },
    { name: w.limits.under, cell: (limit) => (limit.of === undefined ? w.limits.kinds[limit.kind] ?? limit.kind
      : (w.limits.of[limit.kind] ?? visible)(visible(limit.of))) },
    { name: w.limits.settings, cell: (limit) => settingsText(limit.settings) },
    { name: w.limits.overrides, kind: 'wide', cell: (limit) => (limit.overrides.length === 0 ? html`<span class="none">–</span>` : html`<ul>
      ${limit.overrides.map((own) => html`<li key=${own.key ?? ''}><strong>${own.key === undefined ? w.limits.whole
        : visible(own.key)}</strong> <${Own} of=${own} />
        ${may.operateWhole && html`<${Lift} limit=${limit.name} own=${own} done=${done} />`}</li>`)}</ul>`) },
    may.operateWhole && { name: w.actions, kind: 'acts', cell: (limit) => html`<${Act} label=${w.acts.overrideLimit.action} press="e"
      title=${w.acts.overrideLimit.title(visible(limit.name))}
      onClick=${() => overrideLimit(limit.name, { now: limit.settings, own: wholeOf(limit) }, done)} />` },
  ];
}

function keyColumns(may, byName, done) {
  return [
    { name: w.limits.key, kind: 'wide', cell: (one) => html`<span class="job-name">${limitName(one.limit, one.key)}</span>
      <span class="hint">${settingsText(one.settings)}</span>` },
    { name: w.limits.inUse, cell: (one) => html`<${Use} of=${one} />` },
    { name: w.limits.waiting, kind: 'number', cell: (one) => html`<${Waiting} of=${one} limit=${byName.get(one.limit)} />` },
    { name: w.limits.oldest, cell: (one) => html`<${Ago} at=${one.oldestDueAt} plain />` },
    { name: w.limits.next, cell: (one) => html`<${Ago} at=${one.nextStartAt} />` },
    { name: w.limits.overrides, kind: 'wide', cell: (one) => (one.override ? html`${one.override.key === undefined && one.key !== undefined
      && `${w.limits.whole}: `}<${Own} of=${one.override} />` : html`<span class="none">–</span>`) },
    may.operateWhole && { name: w.actions, kind: 'acts', cell: (one) => html`<${Act} label=${w.acts.overrideLimit.action} press="e"
        title=${w.acts.overrideLimit.title(limitName(one.limit, one.key))}
        onClick=${() => overrideLimit(one.limit, { key: one.key, now: one.settings, own: ownOf(one) }, done)} />
      ${ownOf(one) && html`<${Lift} limit=${one.limit} own=${ownOf(one)} done=${done} press="x" />`}` },
  ];
}

const wholeOf = (limit) => limit.overrides.find((own) => own.key === undefined);

/** The override of this key only. */
const ownOf = (one) => (one.override && one.override.key === one.key ? one.override : undefined);

function Use({ of: one }) {
  const max = one.settings.maxConcurrent;
  if (max === undefined) return html`<span>${w.limits.noMost(number(one.inUse))}</span>`;
  const text = w.limits.use(number(one.inUse), number(max));
  return html`<span>${text}${one.isFull && html` <${State} of="Throttled" label=${w.limits.full} />`}
    <${Meter} part=${max > 0 ? one.inUse / max : 1} label=${text} />
    ${one.heldBy && html`<span class="hint">${w.limits.turn}
      <a href=${to('jobs', one.heldBy)}>${one.heldBy.slice(0, 8)}</a></span>`}</span>`;
}

function Waiting({ of: one, limit }) {
  if (one.waiting === 0) return html`<span class="none">0</span>`;
  const text = one.waiting >= mostCounted ? w.limits.atLeast(number(one.waiting)) : number(one.waiting);
  const filter = jobsOf(limit, one.key);
  return filter ? html`<a href=${to('jobs', '', filter)}>${text}</a>` : text;
}

/** The settings of an override, its author, its reason and its end. */
function Own({ of: own }) {
  return html`${settingsText(own.settings)} <span class="hint"><${By} of=${own} />
    ${own.until && html`${w.until.label} <${Ago} at=${own.until} />`}</span>`;
}

function Lift({ limit, own, done, press }) {
  return html`<${Act} label=${w.acts.liftLimit.action} press=${press} kind="quiet"
    title=${w.acts.liftLimit.title(limitName(limit, own.key))} onClick=${() => liftLimit(limit, own.key, done)} />`;
}
