// The problems first, then the work of the cluster.
import { get, queryOf } from '../lib/api.js';
import { serverNow } from '../lib/clock.js';
import { compact, duration, number, share, visible } from '../lib/format.js';
import { allGroups, isCut, mostGroups } from '../lib/groups.js';
import { html, useEffect, useMemo, useState } from '../lib/html.js';
import { useLive } from '../lib/live.js';
import { useGet } from '../lib/load.js';
import { changeQuery, route, to } from '../lib/router.js';
import { useSchedules } from '../lib/schedules.js';
import { longestWaiting, sum } from '../lib/sums.js';
import { useValue } from '../lib/value.js';
import { w } from '../lib/words.js';
import { Ago, Empty, Loaded, Meter, Panel, Skeleton, State } from '../parts/basics.js';
import { Chart } from '../parts/chart.js';
import { concerns, mostSchedules } from './concerns.js';

const spans = { '1h': 3600, '6h': 6 * 3600, '24h': 24 * 3600, '7d': 7 * 86400, '30d': 30 * 86400 };
const points = 240;

/** Counts are readable after about 20 seconds: a point that ended later is not complete yet, and is left out. */
const late = 20;

const readOldest = async (path, options) => ({
  job: await longestWaiting((dueBefore) => get(dueBefore ? `${path}&${new URLSearchParams({ dueBefore })}` : path, options)),
});

export function Overview() {
  const topic = useLive('overview', 'lanes', 'failures', 'operations');
  const alerts = useGet('alerts?state=Firing', { every: 10_000 });
  const workers = useGet('workers', { every: 10_000 });
  const definitions = useGet('definitions', { every: 60_000 });
  const schedules = useSchedules('Active');
  const paused = useGet(`schedules?state=Paused&limit=${mostSchedules + 1}`, { every: 30_000 });
  const agents = useGet('agents', { every: 10_000 });
  const oldest = useGet('jobs?state=Ready&order=OldestFirst&limit=100', {
    every: 10_000, read: readOldest,
  });
  const cut = isCut(topic('failures'));
  const failures = useGet(cut ? `failures?limit=${mostGroups}` : null, { every: 30_000 });
  const known = {
    overview: topic('overview'), lanes: topic('lanes'), failures: allGroups(topic('failures'), failures.data),
    alerts: alerts.data, workers: workers.data,
    definitions: definitions.data, schedules: schedules.data, paused: paused.data, operations: topic('operations'), agents: agents.data,
    oldest: oldest.data?.job,
  };
  return html`<h1>${w.pages.overview}</h1>
    <${Concerns} known=${known} reads=${{
      alerts, workers, definitions, schedules, paused, agents, oldest, ...(cut ? { failures } : {}) }} />
    <${Figures} known=${known} isCut=${cut && !failures.data} />
    <${Charts} />
    <div class="columns"><${Lanes} lanes=${known.lanes} /><${Next} schedules=${schedules} /></div>`;
}

/** reads: the reads by the name of what they are of. All is well only once each of them has an answer that is not old. */
function Concerns({ known, reads }) {
  const [isAll, setAll] = useState(false);
  const isReady = known.overview && known.lanes && known.failures;
  const all = Object.entries(reads);
  const unread = all.filter(([, read]) => read.error).map(([name]) => name);
  const list = isReady ? concerns(known, serverNow()) : [];
  const failed = unread.length > 0 && html`<p class="problem" role="status">${w.overview.unread(unread.map((name) =>
    w.overview.sources[name]).join(', '))} <button type="button" onClick=${() => all.forEach(([name, read]) =>
    unread.includes(name) && read.reload())}>${w.tryAgain}</button></p>`;
  if (list.length === 0) {
    const isWaiting = !isReady || all.some(([, read]) => read.isLoading);
    if (isWaiting || failed) {
      return html`<${Panel} title=${w.overview.concerns}>${failed}${isWaiting && html`<${Skeleton} lines=${2} />`}<//>`;
    }

    return html`<div class="panel all-well"><p><strong>✓ ${w.overview.well}</strong>
      ${w.overview.checked(known.lanes.lanes.length, known.workers.workers.length)}</p></div>`;
  }

  const shown = isAll ? list : list.slice(0, 6);
  return html`<${Panel} title=${w.overview.concerns} more=${html`<span class="count">${list.length}</span>`}>
    ${failed}<ul class="concerns">${shown.map((one) => html`<li key=${one.key} class=${`concern is-${one.level}`}>
      <a data-row href=${one.href}><span class="concern-name">${one.name}</span><span
          class="concern-text">${one.text}</span></a></li>`)}</ul>
    ${list.length > shown.length && html`<button type="button" class="quiet"
        onClick=${() => setAll(true)}>${w.showAll(list.length)}</button>`}
  <//>`;
}

function Figures({ known, isCut: isPart }) {
  const jobs = known.overview?.jobs;
  const recent = useGet(`stats/series${queryOf({ from: useRecentFrom(), points: 30 })}`, { every: 10_000, keeps: true });
  const sums = useMemo(() => sum(recent.data ? wholePoints(recent.data) : [], recent.data?.stepSeconds ?? 0), [recent.data]);
  const busy = (known.workers?.workers ?? []).filter((one) => one.isLive)
    .reduce((all, one) => ({ running: all.running + (one.running ?? 0), slots: all.slots + one.concurrency }), { running: 0, slots: 0 });
  const first = known.oldest;
  const ended = sums.succeeded + sums.failed;

  // For whoever measures how soon the page has something to say.
  useEffect(() => { if (jobs) performance.mark('first-figure'); }, [Boolean(jobs)]);
  return html`<ul class="figures">
    <${Figure} name=${w.states.Ready} value=${jobs && compact(jobs.ready)} href=${to('jobs', '', { state: 'Ready' })}
      more=${first && html`${w.overview.oldest} <${Ago} at=${first.dueAt} plain />`} />
    ${jobs?.throttled > 0 && html`<${Figure} name=${w.states.Throttled} value=${compact(jobs.throttled)} href=${to('limits')} />`}
    <${Figure} name=${w.states.Running} value=${jobs && compact(jobs.running)} href=${to('jobs', '', { state: 'Running' })}
      more=${busy.slots > 0 && w.overview.slots(number(busy.running), number(busy.slots))} />
    <${Figure} name=${w.states.Scheduled} value=${jobs && compact(jobs.scheduled)} href=${to('jobs', '', { state: 'Scheduled' })}
      more=${jobs?.parked > 0 && w.overview.parked(number(jobs.parked))} />
    <${Figure} name=${w.states.Failed} value=${jobs && compact(jobs.failed)} href=${to('failures')} kind=${jobs?.failed > 0 ? 'is-bad' : ''}
      more=${known.failures && causesOf(known.failures.groups.length, isPart)} />
    <${Figure} name=${w.overview.perMinute}
      value=${recent.data && (sums.minutes > 0 ? compact(ended / sums.minutes) : '–')} more=${w.overview.lastMinutes} />
    <${Figure} name=${w.overview.failureRate} value=${recent.data && (ended > 0 ? share(sums.failed / ended) : '–')}
      more=${w.overview.lastMinutes} />
    <${Figure} name=${w.overview.wait95} value=${recent.data && duration(sums.wait95)} more=${w.overview.worstMinute} />
  </ul>`;
}

/** The API names so many, and there may be more. */
const causesOf = (count, isPart) => (isPart || count >= mostGroups ? w.limits.atLeast(w.overview.causes(count)) : w.overview.causes(count));

function Figure({ name, value, href, more, kind = '' }) {
  const inside = html`<span class="figure-name">${name}</span>
    <span class="figure-value">${value ?? html`<span class="figure-wait" aria-label=${w.loading}></span>`}</span>
    <span class="figure-more">${more || ' '}</span>`;
  return html`<li class=${`figure ${kind}`}>${href ? html`<a href=${href}>${inside}</a>` : inside}</li>`;
}

/** Fifteen minutes ago, by the minute, so that the address of the read stays the same for a while. */
function useRecentFrom() {
  return new Date(Math.floor(serverNow() / 60_000 - 15) * 60_000).toISOString();
}

/** The points whose counts are final. */
const wholePoints = (data) =>
  data.points.filter((point) => Date.parse(point.at) / 1000 + data.stepSeconds < serverNow() / 1000 - late);

function Charts() {
  const { query } = useValue(route);
  const span = Object.hasOwn(spans, query.span ?? '') ? query.span : '1h';
  const step = spans[span] / 60;
  const from = new Date((Math.floor(serverNow() / 1000 / step) * step - spans[span]) * 1000).toISOString();
  const choice = html`<div class="choice" role="group" aria-label=${w.overview.span}>${Object.keys(spans).map((one) => html`
    <button type="button" key=${one} aria-pressed=${one === span}
        onClick=${() => changeQuery({ ...query, span: one })}>${one}</button>`)}</div>`;
  return html`<${Panel} title=${w.overview.lately} more=${choice}>
    <${Series} key=${span} from=${from} /><//>`;
}

function Series({ from }) {
  const series = useGet(`stats/series${queryOf({ from, points })}`, { every: 15_000, keeps: true });
  return html`<${Loaded} from=${series} lines=${8}>${(data) => html`<${Drawn} data=${data} />`}<//>`;
}

function Drawn({ data }) {
  const made = useMemo(() => {
    const whole = wholePoints(data);
    const times = whole.map((point) => Date.parse(point.at) / 1000);
    const rate = (read) => whole.map((point) => (read(point) * 60) / data.stepSeconds);
    const time = (kind, name) => whole.map((point) => point[kind][name] ?? null);
    const percentiles = (kind) => [
      { name: 'p50', color: 'series-1', values: time(kind, 'p50Seconds') },
      { name: 'p95', color: 'series-2', values: time(kind, 'p95Seconds') },
      { name: 'p99', color: 'series-3', values: time(kind, 'p99Seconds') },
    ];
    return {
      times,
      done: [
        { name: w.states.Succeeded, color: 'good', fill: true, values: rate((point) => point.succeeded) },
        { name: w.states.Failed, color: 'bad', fill: true, values: rate((point) => point.failed) },
        { name: w.overview.retried, color: 'warn', dash: [4, 3], values: rate((point) => point.retried) },
      ],
      rate: [{
        name: w.overview.failureRate, color: 'bad', fill: true,
        values: whole.map((point) => (point.succeeded + point.failed > 0 ? point.failed / (point.succeeded + point.failed) : null)),
      }],
      wait: percentiles('wait'), run: percentiles('run'),
    };
  }, [data]);
  if (data.points.every((point) => point.accepted + point.started === 0)) {
    return html`<${Empty} title=${w.overview.noStatistics} text=${w.overview.noStatisticsText} />`;
  }

  return html`<div class="charts">
    <${Chart} title=${w.overview.throughput} times=${made.times} series=${made.done}
        write=${(found) => (found === null ? '–' : compact(found))} />
    <${Chart} title=${w.overview.failureRate} times=${made.times} series=${made.rate}
        write=${(found) => (found === null ? '–' : share(found))} />
    <${Chart} title=${w.overview.waits} times=${made.times} series=${made.wait} write=${duration} />
    <${Chart} title=${w.overview.runs} times=${made.times} series=${made.run} write=${duration} />
  </div>`;
}

function Lanes({ lanes }) {
  const most = Math.max(1, ...(lanes?.lanes ?? []).map((lane) => lane.ready + lane.running));
  return html`<${Panel} title=${w.pages.lanes} more=${html`<a href=${to('lanes')}>${w.all}</a>`}>
    ${lanes ? html`<ul class="depths">${[...lanes.lanes].sort((one, other) => other.ready - one.ready).slice(0, 10).map((lane) => html`
      <li key=${lane.name}><a href=${to('jobs', '', { workerLane: lane.name })}>${visible(lane.name)}</a>
        ${lane.pause && html`<${State} of="Paused" />`}
        <${Meter} part=${(lane.ready + lane.running) / most} label=${w.overview.depth(number(lane.ready), number(lane.running))} />
        <span class="depth-text">${w.overview.depth(compact(lane.ready), compact(lane.running))}</span></li>`)}</ul>`
    : html`<${Skeleton} lines=${3} />`}<//>`;
}

function Next({ schedules }) {
  return html`<${Panel} title=${w.overview.next} more=${html`<a href=${to('schedules')}>${w.all}</a>`}>
    <${Loaded} from=${schedules} lines=${3}>${(data) => {
      const next = data.filter((one) => one.nextAt)
        .sort((one, other) => Date.parse(one.nextAt) - Date.parse(other.nextAt)).slice(0, 8);
      return next.length === 0 ? html`<${Empty} title=${w.schedules.none} />` : html`<ul class="depths">${next.map((one) => html`
        <li key=${one.id}><a href=${to('schedules', one.id)}>${visible(one.key ?? one.profileId ?? one.definitionId)}</a>
          <span class="depth-text"><${Ago} at=${one.nextAt} /></span></li>`)}</ul>`;
    }}<//><//>`;
}
