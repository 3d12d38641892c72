// Failed jobs by their cause.
import { discardGroup, muteFailure, replayGroup, steerOperation, unmuteFailure } from '../lib/acts.js';
import { clusterPath, headers, queryOf, urlOf } from '../lib/api.js';
import { serverNow } from '../lib/clock.js';
import { number, visible } from '../lib/format.js';
import { mostGroups } from '../lib/groups.js';
import { html, useRef, useState } from '../lib/html.js';
import { useLive } from '../lib/live.js';
import { useGet } from '../lib/load.js';
import { changeQuery, replaceQuery, route, to } from '../lib/router.js';
import { useValue } from '../lib/value.js';
import { w } from '../lib/words.js';
import { Act, Ago, Copy, Empty, Facts, Loaded, Panel, State } from '../parts/basics.js';
import { notify } from '../parts/dialog.js';
import { ErrorText } from '../parts/json.js';
import { JobTable } from '../parts/jobtable.js';
import { Progress } from '../parts/progress.js';
import { Sparkline, useFailureLines } from '../parts/sparkline.js';
import { Table } from '../parts/table.js';
import { isMuted } from './concerns.js';

const atOnce = 200;

export function Failures({ may }) {
  const { query } = useValue(route);
  useLive('failures');
  const read = useGet(`failures?limit=${mostGroups}`, { on: 'failures', every: 30_000 });
  const [most, setMost] = useState(atOnce);
  const growth = useGrowth(read.data?.groups);
  const lines = useFailureLines();
  const text = (query.find ?? '').toLowerCase();
  const now = serverNow();
  return html`<div class="page-head"><h1>${w.pages.failures}</h1></div>
    <form class="filters" role="search" aria-label=${w.filters} onSubmit=${(event) => event.preventDefault()}>
      <div class="field"><label for="find">${w.failures.find}</label><input id="find" type="search" data-filter value=${query.find ?? ''}
        onInput=${(event) => replaceQuery({ ...query, find: event.target.value })} /></div>
      <label class="check"><input type="checkbox" checked=${query.muted === 'yes'}
        onChange=${(event) => changeQuery({ ...query, muted: event.target.checked ? 'yes' : '' })} />
        ${w.failures.showMuted}</label></form>
    <${Loaded} from=${read} lines=${8}>${(data) => {
      const groups = data.groups.filter((group) => (query.muted === 'yes' || !isMuted(group, now))
        && `${group.title} ${group.exampleDefinitionId} ${group.exampleWorkerLane}`.toLowerCase().includes(text))
        .sort((one, other) => Date.parse(other.lastAt) - Date.parse(one.lastAt));
      if (data.groups.length === 0) return html`<${Empty} title=${w.failures.none} text=${w.failures.noneText} />`;
      if (groups.length === 0) return html`<${Empty} title=${w.failures.noneShown} text=${w.failures.noneShownText} />`;
      return html`${data.groups.length >= mostGroups && html`<p class="stale" role="status">${w.failures.cut(number(mostGroups))}</p>`}
        ${groups.length > most && html`<p class="hint">${w.schedules.shown(number(most), number(groups.length))}</p>`}
        <${Table} label=${w.pages.failures} rows=${groups.slice(0, most)} keyOf=${(group) => group.fingerprint}
        mark=${(group) => (isMuted(group, now) ? 'is-muted' : '')} columns=${columns(may, growth, lines, read.reload, now)} />
        ${groups.length > most && html`<button type="button" class="load-more"
            onClick=${() => setMost(most + atOnce)}>${w.schedules.more}</button>`}`;
    }}<//>`;
}

function columns(may, growth, lines, reload, now) {
  return [
    {
      name: w.failures.cause, kind: 'wide', cell: (group) => html`<a class="cause"
          href=${to('failures', group.fingerprint)}>${visible(group.title)}</a>
        <span
            class="hint">${whereOf(group)}</span>`,
    },
    { name: w.failures.count, kind: 'number', cell: (group) => number(group.count) },
    { name: w.failures.lines, head: w.failures.spans[lines.span] ?? w.failures.lines, cell: (group) => html`<${Sparkline} lines=${lines}
        fingerprint=${group.fingerprint} />` },
    { name: w.failures.growth, kind: 'number', cell: (group) => (growth.of(group) > 0
      ? html`<span class="grows" title=${w.failures.since(growth.since)}>+${number(growth.of(group))}</span>` : html`<span
          class="none">–</span>`) },
    { name: w.failures.last, cell: (group) => html`<${Ago} at=${group.lastAt} />` },
    { name: w.failures.first, cell: (group) => html`<${Ago} at=${group.firstAt} />` },
    may.operateWhole && {
      name: w.actions, kind: 'acts', cell: (group) => html`
        <${Act} label=${w.acts.replayGroup.action} press="r" onClick=${() => replayGroup(group, reload)} />
        ${isMuted(group, now) ? html`<${Act} label=${w.acts.unmuteFailure.action} press="m"
            onClick=${() => unmuteFailure(group, reload)} />`
          : html`<${Act} label=${w.acts.muteFailure.action} press="m" onClick=${() => muteFailure(group, reload)} />`}`,
    },
  ];
}

const whereOf = (group) => [group.exampleDefinitionId, group.exampleWorkerLane].filter(Boolean).map(visible).join(' · ');

/** How much each group has grown since the page was opened, because the API keeps no series of groups. */
function useGrowth(groups) {
  const first = useRef({ counts: null, at: 0 });
  if (groups && !first.current.counts) {
    first.current = { counts: new Map(groups.map((one) => [one.fingerprint, one.count])), at: Date.now() };
  }

  const known = first.current.counts;
  return {
    since: new Date(first.current.at),
    of: (group) => (known ? Math.max(0, group.count - (known.get(group.fingerprint) ?? 0)) : 0),
  };
}

export function Failure({ fingerprint, may }) {
  useLive('failures', 'operations');
  const read = useGet(`failures/${encodeURIComponent(fingerprint)}`, { on: 'failures', every: 15_000 });
  if (read.error?.status === 404) {
    return html`<h1>${w.failures.group}</h1><${Empty} title=${w.failures.gone} text=${w.failures.goneText} />
      <p><a href=${to('failures')}>${w.failures.back}</a></p>`;
  }

  return html`<${Loaded} from=${read} lines=${10}>${(group) => html`<${Group} group=${group} may=${may} reload=${read.reload} />`}<//>`;
}

function Group({ group, may, reload }) {
  const now = serverNow();
  const muted = isMuted(group, now);
  const done = () => setTimeout(reload, 300);
  const jobs = useGet(`jobs${queryOf({ fingerprint: group.fingerprint, state: 'Failed', limit: 20 })}`, { on: 'failures', every: 15_000 });
  const newest = jobs.data?.jobs[0]?.id ?? group.exampleJobId;
  return html`
    <div class="page-head"><div><p class="crumbs"><a href=${to('failures')}>${w.pages.failures}</a></p>
      <h1 class="cause">${visible(group.title)} ${muted && html`<${State} of="Paused" label=${w.failures.muted} />`}</h1></div>
      <div class="acts">${may.operateWhole && html`
        <${Act} label=${w.acts.replayGroup.action} press="r" kind="main" onClick=${() => replayGroup(group, done)} />
        ${muted ? html`<${Act} label=${w.acts.unmuteFailure.action} press="m" onClick=${() => unmuteFailure(group, done)} />`
          : html`<${Act} label=${w.acts.muteFailure.action} press="m" onClick=${() => muteFailure(group, done)} />`}
        <${Act} label=${w.acts.discardGroup.action} press="x" kind="danger-quiet" onClick=${() => discardGroup(group, done)} />`}
        ${may.reveal && html`<${Export} group=${group} />`}</div>
    </div>
    <${Running} group=${group} may=${may} />
    <${Panel} title=${w.failures.newest} more=${newest && html`<a href=${to('jobs', newest)}>${w.failures.openNewest}</a>`}><${NewestError}
        id=${newest} /><//>
    <${Panel} title=${w.failures.facts}><${Facts} of=${[
      [w.failures.count, number(group.count)], [w.failures.first, html`<${Ago} at=${group.firstAt} />`],
      [w.failures.last, html`<${Ago} at=${group.lastAt} />`], [w.definition, visible(group.exampleDefinitionId ?? '–')],
      [w.lane, visible(group.exampleWorkerLane ?? '–')],
      muted && [w.failures.mutedUntil, html`<${Ago} at=${group.mutedUntil} />`],
      [w.failures.fingerprint, html`<span class="id">${group.fingerprint}</span> <${Copy} text=${group.fingerprint} />`],
    ]} /><//>
    <${Panel} title=${w.pages.jobs} more=${html`<a
        href=${to('jobs', '', { fingerprint: group.fingerprint, state: 'Failed' })}>${w.all}</a>`}>
      <${Loaded} from=${jobs} lines=${5}>${(data) => html`<${JobTable} jobs=${data.jobs} label=${w.failures.jobs} />`}<//><//>`;
}

function NewestError({ id }) {
  const read = useGet(id ? `jobs/${id}` : null);
  if (!id) return html`<${Empty} title=${w.failures.noJob} />`;
  return html`<${Loaded} from=${read} lines=${4}>${(job) => html`<${ErrorText} text=${job.error ?? w.failures.noError} />`}<//>`;
}

/** Operations on this group, with their progress as it comes. */
function Running({ group, may }) {
  const operations = useLive('operations')('operations')?.operations ?? [];
  const mine = operations.filter((one) => one.filter?.fingerprint === group.fingerprint).slice(0, 3);
  return mine.length > 0 && html`<${Panel} title=${w.failures.running}>${mine.map((one) => html`
    <${Progress} key=${one.id} operation=${one} may=${may} steer=${steerOperation} />`)}<//>`;
}

function Export({ group }) {
  const [isBusy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      const path = clusterPath(`failures/${encodeURIComponent(group.fingerprint)}/export`);
      const response = await fetch(urlOf(path), { headers: headers() }).catch(() => { throw new Error(w.unreachable); });
      if (!response.ok) throw new Error(w.refused(response.status));
      const address = URL.createObjectURL(await response.blob());
      Object.assign(document.createElement('a'), { href: address, download: `failures-${group.fingerprint}.ndjson` }).click();
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
    } catch (error) {
      notify(error.message, 'bad');
    }

    setBusy(false);
  };
  return html`<button type="button" disabled=${isBusy} onClick=${save}>${w.failures.export}</button>`;
}
