// The actions of operators, the newest first.
import { getHere, queryOf } from '../lib/api.js';
import { visible } from '../lib/format.js';
import { html, useState } from '../lib/html.js';
import { useGet } from '../lib/load.js';
import { changeQuery, route, to } from '../lib/router.js';
import { useValue } from '../lib/value.js';
import { w } from '../lib/words.js';
import { Clamped, Empty, Loaded, Time } from '../parts/basics.js';
import { notify } from '../parts/dialog.js';
import { Table } from '../parts/table.js';
import { useTyped } from '../parts/typed.js';

const names = ['who', 'action', 'targetKind', 'targetId'];

export function Audit() {
  const { query } = useValue(route);
  const filter = Object.fromEntries(names.map((name) => [name, query[name]]));
  return html`<div class="page-head"><h1>${w.pages.audit}</h1></div>
    <form class="filters" role="search" aria-label=${w.filters} onSubmit=${(event) => event.preventDefault()}>
      ${names.filter((name) => name !== 'targetId' || filter.targetKind).map((name, place) => html`
        <${Filter} key=${name} name=${name} isFirst=${place === 0} filter=${filter} />`)}
    </form>
    <${Entries} key=${queryOf(filter)} filter=${filter} />`;
}

const choices = { action: w.audit.actions, targetKind: w.audit.targets };

/** The form asks for the id of a thing once its kind is known. */
function Filter({ name, isFirst, filter }) {
  const id = `audit-${name}`;
  const stored = filter[name] ?? '';
  const [typed, setTyped] = useTyped(stored);
  const set = (found) => changeQuery({ ...filter, [name]: found, ...(name === 'targetKind' && !found ? { targetId: '' } : {}) });
  return html`<div class="field"><label for=${id}>${w.audit.filter[name]}</label>${choices[name]
    ? html`<select id=${id} value=${stored} onChange=${(event) => set(event.target.value)}><option
        value="">${w.audit.any}</option>
        ${Object.entries(choices[name]).map(([key, text]) => html`<option key=${key} value=${key}>${text}</option>`)}</select>`
    : html`<input id=${id} type="search" value=${typed ?? stored} data-filter=${isFirst ? '' : undefined}
        onInput=${(event) => setTyped(event.target.value)}
        onChange=${(event) => { setTyped(null); set(event.target.value.trim()); }} />`}</div>`;
}

function Entries({ filter }) {
  const [older, setOlder] = useState({ list: [], next: undefined });
  const read = useGet(`audit${queryOf({ ...filter, limit: 100 })}`, { every: older.list.length > 0 ? 0 : 15_000 });
  const next = older.next === undefined ? read.data?.next : older.next;
  const [isBusy, setBusy] = useState(false);
  const more = async () => {
    setBusy(true);
    try {
      const page = await getHere(`audit${queryOf({ ...filter, limit: 100, cursor: next })}`);
      setOlder((before) => ({ list: [...before.list, ...page.entries], next: page.next ?? null }));
    } catch (error) {
      notify(error.message, 'bad');
    }

    setBusy(false);
  };
  return html`<${Loaded} from=${read} lines=${8}>${(data) => {
    const seen = new Set(data.entries.map((one) => one.id));
    const all = [...data.entries, ...older.list.filter((one) => !seen.has(one.id))];
    return all.length === 0 ? html`<${Empty} title=${w.audit.none} text=${w.audit.noneText} />`
      : html`<${Table} label=${w.pages.audit} rows=${all} keyOf=${(one) => one.id} columns=${columns} />
        ${next && html`<button type="button" class="load-more" disabled=${isBusy} onClick=${more}>${w.loadMore}</button>`}`;
  }}<//>`;
}

const pageOf = { job: 'jobs', schedule: 'schedules', failures: 'failures', definition: 'definitions' };

function Target({ one }) {
  const text = `${w.audit.targets[one.targetKind] ?? one.targetKind} ${visible(one.targetId)}`;
  const page = pageOf[one.targetKind];
  return page ? html`<a href=${to(page, one.targetId)}>${text}</a>` : text;
}

const columns = [
  { name: w.audit.when, cell: (one) => html`<${Time} at=${one.at} />` },
  { name: w.audit.filter.who, cell: (one) => html`${visible(one.who)}${one.source && one.source !== one.who && html`<span
      class="hint">${visible(one.source)}</span>`}` },
  { name: w.audit.filter.action, cell: (one) => w.audit.actions[one.action] ?? visible(one.action) },
  { name: w.audit.target, kind: 'wide', cell: (one) => html`<${Target} one=${one} />` },
  { name: w.reason, cell: (one) => (one.reason ? html`<${Clamped} text=${one.reason} />` : '–') },
  { name: w.audit.change, kind: 'wide', cell: (one) => (one.before || one.after
    ? html`<span
        class="hint change">${one.before && html`<del>${visible(one.before)}</del>`}
        ${one.after && html`<ins>${visible(one.after)}</ins>`}</span>`
    : '–') },
];
