// Recurring schedules: thousands of them, by their next time.
import { cancelSchedule, nameOf, pauseSchedule, resumeSchedule, runScheduleNow } from '../lib/acts.js';
import { serverNow } from '../lib/clock.js';
import { interval, number, visible } from '../lib/format.js';
import { html, useMemo, useState } from '../lib/html.js';
import { changeQuery, replaceQuery, route, to } from '../lib/router.js';
import { useSchedules } from '../lib/schedules.js';
import { useValue } from '../lib/value.js';
import { w } from '../lib/words.js';
import { Act, Ago, Empty, Facts, Id, Loaded, Panel, State, Time } from '../parts/basics.js';
import { Json } from '../parts/json.js';
import { Table } from '../parts/table.js';
import { useGet } from '../lib/load.js';
import { changeSchedule } from '../parts/schedule.js';
import { Strip } from '../parts/strip.js';

const atOnce = 200;

export function Schedules({ may }) {
  const { query } = useValue(route);
  const read = useSchedules(query.state ?? '');
  const [most, setMost] = useState(atOnce);
  const text = (query.find ?? '').toLowerCase();
  const found = useMemo(() => (read.data ?? [])
    .filter((one) => [one.key, one.profileId, one.definitionId, one.expression, one.tenant].join(' ').toLowerCase().includes(text))
    .sort(query.sort === 'name' ? byName : byNext), [read.data, text, query.sort]);
  const set = (name, change = changeQuery) => (event) => change({ ...query, [name]: event.target.value });
  return html`<div class="page-head"><h1>${w.pages.schedules}</h1></div>
    <form class="filters" role="search" aria-label=${w.filters} onSubmit=${(event) => event.preventDefault()}>
      <div class="field"><label for="find">${w.schedules.find}</label>
        <input id="find" type="search" data-filter value=${query.find ?? ''} onInput=${set('find', replaceQuery)} /></div>
      <div class="field"><label for="state">${w.state}</label><select id="state" value=${query.state ?? ''} onChange=${set('state')}>
        <option value="">${w.audit.any}</option>${['Active', 'Paused', 'Ended', 'Cancelled', 'Inactive'].map((one) => html`
        <option key=${one} value=${one}>${w.states[one]}</option>`)}</select></div>
      <div class="field"><label for="sort">${w.schedules.sort}</label><select id="sort" value=${query.sort ?? ''} onChange=${set('sort')}>
        <option value="">${w.schedules.byNext}</option><option value="name">${w.schedules.byName}</option></select></div></form>
    <${Loaded} from=${read} lines=${8}>${(all) => {
      if (all.length === 0) return html`<${Empty} title=${w.schedules.noneAll} text=${w.schedules.noneText}
          code=${w.schedules.noneCode} />`;
      if (found.length === 0) return html`<${Empty} title=${w.schedules.noneFit} />`;
      return html`<${Panel} title=${w.schedules.next24}><${Strip} schedules=${found} /><//>
        <p class="hint">${w.schedules.shown(number(Math.min(most, found.length)), number(found.length))}</p>
        <${Table} label=${w.pages.schedules} rows=${found.slice(0, most)} keyOf=${(one) => one.id} columns=${columns(may, read.reload)} />
        ${found.length > most && html`<button type="button" class="load-more"
            onClick=${() => setMost(most + atOnce)}>${w.schedules.more}</button>`}`;
    }}<//>`;
}

const nextOf = (one) => (one.state === 'Active' && one.nextAt ? Date.parse(one.nextAt) : Number.MAX_VALUE);
const byNext = (one, other) => nextOf(one) - nextOf(other);
const byName = (one, other) => nameOf(one).localeCompare(nameOf(other));

function columns(may, reload) {
  const done = () => setTimeout(reload, 300);
  return [
    { name: w.schedules.schedule, kind: 'wide', cell: (one) => html`<a href=${to('schedules', one.id)}><span
        class="job-name">${nameOf(one)}</span></a>
      <span class="hint">${visible(one.definitionId)}${one.profileId && ` · ${w.schedules.code}`}</span>` },
    { name: w.state, cell: (one) => html`<${State} of=${one.state} />` },
    { name: w.schedules.expression, cell: (one) => html`<${Repeats} of=${one} />
      <span class="hint">${visible(one.timeZone ?? '')}</span>` },
    { name: w.schedules.next, cell: (one) => html`<${Ago} at=${one.state === 'Active' ? one.nextAt : null} />` },
    { name: w.schedules.last, cell: (one) => html`<${Ago} at=${one.lastAt} />` },
    { name: w.columns.tenant, cell: (one) => visible(one.tenant ?? '–') },
    may.operate && { name: w.actions, kind: 'acts', cell: (one) => html`<${Acts} one=${one} done=${done} />` },
  ];
}

function Repeats({ of: { typeId, expression } }) {
  const every = typeId === 'TimeSpanInterval' && interval(expression);
  return every ? html`<span title=${expression}>${w.schedules.every(every)}</span>`
    : html`<span class="code">${visible(expression)}</span>`;
}

function Acts({ one, done, isWhole }) {
  const canFire = one.state === 'Active' || one.state === 'Paused';
  return html`
    ${canFire && html`<${Act} label=${w.acts.runSchedule.action} press="n" onClick=${() => runScheduleNow(one, done)} />`}
    ${one.state === 'Active' && html`<${Act} label=${w.acts.pauseSchedule.action} press="p" onClick=${() => pauseSchedule(one, done)} />`}
    ${one.state === 'Paused' && html`<${Act} label=${w.acts.resumeSchedule.action} press="p" onClick=${() => resumeSchedule(one, done)} />`}
    ${isWhole && canFire && !one.profileId && html`
      <${Act} label=${w.acts.changeSchedule.action} press="e" onClick=${() => changeSchedule(one, done)} />
      <${Act} label=${w.acts.cancelSchedule.action} press="x" kind="danger-quiet" onClick=${() => cancelSchedule(one, done)} />`}`;
}

export function Schedule({ id, may }) {
  const read = useGet(`schedules/${encodeURIComponent(id)}`, { every: 10_000 });
  if (read.error?.status === 404) return html`<h1>${w.schedules.schedule}</h1><${Empty} title=${w.schedules.gone} />`;
  return html`<${Loaded} from=${read} lines=${8}>${(one) => html`
    <div class="page-head"><div><p class="crumbs"><a href=${to('schedules')}>${w.pages.schedules}</a></p>
        <h1>${nameOf(one)} <${State} of=${one.state} /></h1></div>
      ${may.operate && html`<div class="acts"><${Acts} one=${one} isWhole done=${() => setTimeout(read.reload, 300)} /></div>`}</div>
    <div class="columns is-uneven"><div><${Coming} one=${one}
        key=${`${one.state} ${one.expression} ${one.timeZone}`} /><${Ledger} id=${one.id} key=${`${one.lastAt}${one.state}`} /></div>
      <div><${Panel} title=${w.jobPage.facts}><${Facts} of=${factsOf(one)} /><//>
        ${one.payload !== undefined && html`<${Panel} title=${w.payload}><${Json} of=${one.payload}
            label=${w.payload} /><//>`}</div></div>`}<//>`;
}

function factsOf(one) {
  return [
    [w.schedules.expression, html`<${Repeats} of=${one} />`], one.timeZone && [w.schedules.zone, visible(one.timeZone)],
    [w.schedules.next, html`<${Time} at=${one.nextAt} />`], [w.schedules.last, html`<${Time} at=${one.lastAt} />`],
    one.lastJobId && [w.schedules.lastJob, html`<${Id} id=${one.lastJobId} />`],
    [w.definition, html`<a
        href=${to('jobs', '', { scheduleId: one.id })}>${visible(one.definitionId)}</a>`], [w.lane, visible(one.workerLane)],
    [w.priority, w.priorities[one.priority] ?? one.priority], one.tenant && [w.tenant, visible(one.tenant)],
    [w.schedules.misfire, w.schedules.misfires[one.misfire] ?? one.misfire],
    [w.schedules.overlap, w.schedules.overlaps[one.overlap] ?? one.overlap],
    one.profileId && [w.schedules.profile, visible(one.profileId)], [w.columns.created, html`<${Time} at=${one.createdAt} />`],
  ];
}

function Coming({ one }) {
  const read = useGet(`schedules/${one.id}/preview?limit=8`, { every: 30_000 });
  return html`<${Panel} title=${w.schedules.coming}><${Loaded} from=${read} lines=${3}>${(data) => (data.occurrences.length === 0
    ? html`<p class="hint">${w.schedules.noComing}</p>`
    : html`<ol class="depths">${data.occurrences.map((next) => html`<li key=${next.at}
        class=${Date.parse(next.at) < serverNow() ? 'is-late' : ''}>
        <${Time} at=${next.at} /><span class="depth-text"><${Ago} at=${next.at} /></span></li>`)}</ol>`)}<//><//>`;
}

function Ledger({ id }) {
  const read = useGet(`schedules/${id}/occurrences?limit=50`, { every: 15_000 });
  return html`<${Panel} title=${w.schedules.ledger}><${Loaded} from=${read} lines=${4}>${(data) => (data.occurrences.length === 0
    ? html`<p class="hint">${w.schedules.noLedger}</p>`
    : html`<${Table} label=${w.schedules.ledger} rows=${data.occurrences} keyOf=${(one) => `${one.at}${one.result}`} columns=${[
      { name: w.audit.when, cell: (one) => html`<${Time} at=${one.at} />` },
      { name: w.schedules.result, cell: (one) => html`<${State} of=${one.result} />${one.range && html`
        <span class="hint">${w.schedules.range(one.range.count, one.range.isExact)}</span>`}` },
      { name: w.schedules.cause, cell: (one) => visible(one.cause ?? '–') },
      { name: w.job, cell: (one) => (one.jobId ? html`<${Id} id=${one.jobId} />` : '–') },
    ]} />`)}<//><//>`;
}
