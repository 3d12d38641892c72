// All jobs: filters in the address, pages by cursor, changes to many.
import { getHere, queryOf } from '../lib/api.js';
import { operate } from '../lib/acts.js';
import { number, visible, zoneName } from '../lib/format.js';
import { html, useEffect, useMemo, useRef, useState } from '../lib/html.js';
import { useLive } from '../lib/live.js';
import { useGet } from '../lib/load.js';
import { changeQuery, route } from '../lib/router.js';
import { searchOn } from '../lib/searching.js';
import { targetOf } from '../lib/target.js';
import { useValue } from '../lib/value.js';
import { w } from '../lib/words.js';
import { Empty, Loaded, ProblemBox } from '../parts/basics.js';
import { JobTable } from '../parts/jobtable.js';
import { useTyped } from '../parts/typed.js';
import { Views } from '../parts/views.js';

const pageSize = 50;
const none = { jobs: [], next: undefined };
const states = ['Scheduled', 'Ready', 'Throttled', 'Running', 'Succeeded', 'Failed', 'Cancelled'];
const texts = ['definitionId', 'workerLane', 'tenant', 'idempotencyKey', 'fingerprint', 'scheduleId', 'sessionId'];
const times = ['createdFrom', 'createdBefore', 'dueFrom', 'dueBefore', 'finalizedFrom', 'finalizedBefore'];
const revealing = ['metadata', 'errorText', 'payloadText'];
const known = ['state', ...texts, ...times, ...revealing, 'order'];

export function Jobs({ may }) {
  const { query } = useValue(route);
  const filter = Object.fromEntries(Object.entries(query).filter(([name]) => known.includes(name)));
  const unknown = Object.keys(query).filter((name) => !known.includes(name));
  const key = queryOf(filter);
  return html`<div class="page-head"><h1>${w.pages.jobs}</h1><${Views} page="jobs" /></div>
    ${unknown.length > 0
      ? html`<div class="problem" role="alert"><p>${w.noSuchFilter(visible(unknown.join(', ')))}</p>
          <button type="button" onClick=${() => changeQuery(filter)}>${w.clear}</button></div>`
      : html`<${Filters} filter=${filter} may=${may} /><${Found} key=${key} filter=${filter} may=${may} />`}`;
}

function Filters({ filter, may }) {
  const chosen = (filter.state ?? '').split(',').filter(Boolean);
  const more = [...texts.slice(3), ...times, ...(may.reveal ? revealing : [])];
  const [isMore, setMore] = useState(more.some((name) => filter[name]));
  const set = (name, found) => changeQuery({ ...filter, [name]: found });
  const turn = (state) => set('state', (chosen.includes(state) ? chosen.filter((one) => one !== state) : [...chosen, state]).join(','));
  return html`<form class="filters" role="search" aria-label=${w.filters} onSubmit=${(event) => event.preventDefault()}>
    <div class="chips" role="group" aria-label=${w.state}>${states.map((state) => html`
      <button type="button" key=${state} aria-pressed=${chosen.includes(state)}
          onClick=${() => turn(state)}>${w.states[state]}</button>`)}</div>
    ${texts.slice(0, 3).map((name, place) => html`<${Filter} key=${name} name=${name} filter=${filter} set=${set}
        isFirst=${place === 0} />`)}
    <button type="button" class="quiet" aria-expanded=${isMore}
        onClick=${() => setMore(!isMore)}>${isMore ? w.fewerFilters : w.moreFilters}</button>
    ${Object.keys(filter).length > 0 && html`<button type="button" class="quiet" onClick=${() => changeQuery({})}>${w.clear}</button>`}
    ${isMore && html`<div class="more-filters">${more.map((name) => html`<${Filter} key=${name} name=${name} filter=${filter}
        set=${set} />`)}
      <div class="field"><label for="filter-order">${w.order}</label>
        <select id="filter-order" value=${filter.order ?? ''} onChange=${(event) => set('order', event.target.value)}>
          <option value="">${w.newestFirst}</option><option value="OldestFirst">${w.oldestFirst}</option></select></div></div>`}
  </form>`;
}

function Filter({ name, filter, set, isFirst }) {
  const isTime = times.includes(name);
  const stored = filter[name] ?? '';
  const [typed, setTyped] = useTyped(stored);
  const shown = typed ?? (isTime && stored ? localOf(stored) : stored);
  const change = (event) => {
    const text = event.target.value.trim();
    setTyped(null);
    set(name, isTime && text ? new Date(text).toISOString() : text);
  };
  return html`<div class="field"><label for=${`filter-${name}`}>${w.filter[name]}</label>
    <input id=${`filter-${name}`} type=${isTime ? 'datetime-local' : 'search'} value=${shown} autocomplete="off" spellcheck=${false}
      placeholder=${w.filterHint[name] ?? ''} title=${isTime ? zoneName : undefined} data-filter=${isFirst ? '' : undefined}
          onInput=${(event) => setTyped(event.target.value)} onChange=${change} /></div>`;
}

function localOf(at) {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? '' : new Date(date - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function Found({ filter, may }) {
  const [later, setLater] = useState(none);

  // An operation changes jobs after its call has returned, and finished jobs tell nothing of themselves.
  const on = may.operateWhole ? 'operations' : '';
  useLive(on);
  const count = useGet(`jobs/count${queryOf({ ...filter, order: '' })}`, { every: 30_000, on });

  // A new read of the first page would leave a gap before the next pages.
  const isFirst = later.next === undefined;
  const first = useGet(`jobs${queryOf({ ...filter, limit: pageSize })}`, { every: isFirst ? 10_000 : 0, on: isFirst ? on : '' });
  const [problem, setProblem] = useState(null);
  const [marked, setMarked] = useState(new Set());
  const jobs = useMemo(() => {
    const seen = new Set();
    return [...(first.data?.jobs ?? []), ...later.jobs].filter((job) => !seen.has(job.id) && seen.add(job.id));
  }, [first.data, later]);
  const next = later.next === undefined ? first.data?.next : later.next;
  const [isSearching, setSearching] = useState(false);
  const isGone = useRef(false);
  useEffect(() => () => { isGone.current = true; }, []);

  // Pages that were asked for before a change belong to no list that is read after it.
  const turn = useRef(0);
  const loadMore = async (wanted = pageSize) => {
    const mine = turn.current;
    setProblem(null);
    setSearching(true);
    try {
      await searchOn({
        read: (cursor) => getHere(`jobs${queryOf({ ...filter, limit: pageSize, cursor })}`),
        cursor: next, wanted, isOver: () => isGone.current || mine !== turn.current,
        onPage: (page) => setLater((before) => ({ jobs: [...before.jobs, ...page.jobs], next: page.next ?? null, page })),
      });
    } catch (error) {
      if (!isGone.current) setProblem(error);
    } finally {
      if (!isGone.current) setSearching(false);
    }
  };

  // A page searched in part may be empty even if there are more jobs.
  const searched = later.page ?? first.data;
  const isPart = first.data && !first.data.isComplete && later.next === undefined && first.data.jobs.length < pageSize;
  useEffect(() => { if (isPart) loadMore(pageSize - first.data.jobs.length); }, [isPart]);
  useEffect(() => setMarked(new Set()), [filter.state]);
  const refresh = () => {
    setMarked(new Set());
    turn.current += 1;
    setTimeout(async () => {
      await first.reload();
      turn.current += 1;
      setLater(none);
    }, 500);
  };
  return html`
    <div class="list-head"><p
        class="hint">${count.data ? (count.data.isExact ? w.jobs(count.data.count) : w.over(number(count.data.count))) : ' '}</p>
      ${may.operateWhole && html`<${Bulk} filter=${filter} marked=${marked} done=${refresh} count=${count.data} />`}</div>
    <${Loaded} from=${first} lines=${10}>${() => html`
      ${jobs.length === 0 && searched?.isComplete && html`<${NoJobs} filter=${filter} may=${may} />`}
      ${jobs.length > 0 && html`<${LiveTable} jobs=${jobs} marked=${may.operateWhole ? marked : null} setMarked=${setMarked} />`}
      ${searched && !searched.isComplete && html`<p class="hint">${w.searchedTo} ${searched.searchedTo ?? ''}</p>`}
      ${problem && html`<${ProblemBox} problem=${problem} />`}
      ${next && html`<button type="button" class="load-more" disabled=${isSearching} onClick=${() => loadMore()}>${isSearching
        ? w.searching : w.loadMore}</button>`}
    `}<//>`;
}

function NoJobs({ filter, may }) {
  if (Object.keys(filter).length > 0) return html`<${Empty} title=${w.jobsPage.noneFit} text=${w.jobsPage.noneFitText} />`;
  return !may.whole ? html`<${Empty} title=${w.jobsPage.noneYours} />`
    : html`<${Empty} title=${w.jobsPage.none} text=${w.jobsPage.noneText} code=${w.jobsPage.noneCode} />`;
}

/** The states of the first jobs on screen come live. */
function LiveTable({ jobs, marked, setMarked }) {
  const seen = jobs.slice(0, 100);
  const of = useLive(...seen.filter((job) => !job.finalizedAt).map((job) => `job:${job.id}`));
  const rows = jobs.map((job) => ({ ...job, ...(job.finalizedAt ? {} : of(`job:${job.id}`) ?? {}) }));
  return html`<${JobTable} jobs=${rows} marked=${marked} setMarked=${setMarked} hasColumns />`;
}

const actsOf = {
  Failed: ['Replay', 'Discard'], Cancelled: ['Restore'], Scheduled: ['Cancel', 'Change'], Ready: ['Cancel', 'Change'],
  Throttled: ['Cancel', 'Change'], Running: ['Cancel'],
};
const filterNames = ['state', ...texts, ...times];

/** Actions on the marked jobs, or on all that the filter finds; the API's operations take one state. */
function Bulk({ filter, marked, done, count }) {
  const hasMarked = marked.size > 0;
  const canFilter = Object.keys(filter).every((name) => filterNames.includes(name) || name === 'order')
    && !(filter.state ?? '').includes(',') && !(filter.definitionId ?? '').endsWith('*');
  const kinds = actsOf[filter.state] ?? (filter.state ? [] : ['Cancel', 'Change', 'Replay', 'Discard', 'Restore']);
  if (kinds.length === 0 || (!hasMarked && (!canFilter || !filter.state || !count?.count))) return null;
  const target = (kind) => (hasMarked ? { ids: [...marked] } : targetOf(kind, filter));
  return html`<div class="bulk" role="group" aria-label=${w.bulk}>
    <span>${hasMarked ? w.marked(marked.size) : w.allFound}</span>
    ${kinds.map((kind) => html`<button type="button" key=${kind} class=${kind === 'Discard' || kind === 'Cancel' ? 'danger-quiet' : ''}
      onClick=${() => operate(kind, target(kind), done)}>${w.acts.many[kind].action}</button>`)}</div>`;
}
