// Workers and their processes.
import { cordonWorker, setConcurrency, startWorker, stopWorker, uncordonWorker } from '../lib/acts.js';
import { bytes, number, share, visible } from '../lib/format.js';
import { html } from '../lib/html.js';
import { useGet } from '../lib/load.js';
import { changeQuery, route, to } from '../lib/router.js';
import { useValue } from '../lib/value.js';
import { w } from '../lib/words.js';
import { Act, Ago, By, Empty, Loaded, Meter, State } from '../parts/basics.js';
import { Table } from '../parts/table.js';
import { Agents } from './agents.js';

export function Workers({ may }) {
  const { query } = useValue(route);
  const read = useGet('workers', { every: 5_000 });
  return html`<div class="page-head"><h1>${w.pages.workers}</h1>
      ${query.lane && html`<p>${w.workers.servingLane(visible(query.lane))}
        <button type="button" class="quiet" onClick=${() => changeQuery({})}>${w.all}</button></p>`}</div>
    <${Loaded} from=${read} lines=${6}>${(data) => {
      const shown = query.lane ? data.workers.filter((one) => serves(one, query.lane)) : data.workers;
      return shown.length === 0 ? html`<${Empty} title=${w.workers.none} text=${w.workers.noneText} code=${w.workers.noneCode} />`
        : html`<${Table} label=${w.pages.workers} rows=${order(shown)} keyOf=${(one) => one.sessionId}
            columns=${columns(may, read.reload)} />`;
    }}<//>
    <${Agents} may=${may} />`;
}

const serves = (worker, lane) => worker.lanes.some((one) => one === lane || (one.endsWith('*') && lane.startsWith(one.slice(0, -1))));
const order = (workers) => [...workers].sort((one, other) =>
  one.host.localeCompare(other.host) || one.name.localeCompare(other.name) || one.sessionId.localeCompare(other.sessionId));

function columns(may, reload) {
  const done = () => setTimeout(reload, 500);
  return [
    { name: w.workers.worker, kind: 'wide', cell: (one) => html`<a href=${to('jobs', '', { sessionId: one.sessionId })}>
        <span class="job-name">${visible(one.name)}</span></a>
      <span class="hint">${visible(one.host)} · ${w.workers.process(one.processId)} · ${visible(one.version.split('+')[0])}<br />
        ${w.workers.since} <${Ago} at=${one.startedAt} /></span>` },
    { name: w.state, cell: (one) => html`<${State} of=${one.isLive ? one.state : 'Gone'} />${one.orders.map((order, index) => html`
        <span key=${index} class="hint"><${By} of=${order} /></span>`)}` },
    { name: w.pages.lanes, cell: (one) => html`${visible(one.lanes.join(', '))}${one.agentName && html`
        <span class="hint">${w.workers.agent(visible(one.agentName))}</span>`}` },
    { name: w.workers.slots, cell: (one) => html`${number(one.running ?? 0)} / ${number(one.concurrency)}
        <${Meter} part=${one.concurrency > 0 ? (one.running ?? 0) / one.concurrency : 0} />` },
    { name: w.workers.beat, cell: (one) => html`<${Ago} at=${one.lastBeatAt} />` },
    { name: w.workers.cpu, kind: 'number', cell: (one) => (one.cpuShare === undefined ? '–' : share(one.cpuShare)) },
    { name: w.workers.memory, kind: 'number', cell: (one) => (one.memoryBytes === undefined ? '–' : bytes(one.memoryBytes)) },
    may.operateWhole && {
      name: w.actions, kind: 'acts', cell: (one) => one.isLive && html`
        ${one.state === 'Cordoned' && html`<${Act} label=${w.acts.uncordonWorker.action} press="c"
            onClick=${() => uncordonWorker(one, done)} />`}
        ${one.state === 'Active' && html`<${Act} label=${w.acts.cordonWorker.action} press="c" onClick=${() => cordonWorker(one, done)} />`}
        <${Act} label=${w.workers.slots} press="e" onClick=${() => setConcurrency(one, done)} />
        ${one.state === 'Stopped' ? html`<${Act} label=${w.acts.startWorker.action} press="x" onClick=${() => startWorker(one, done)} />`
          : html`<${Act} label=${w.acts.stopWorker.action} press="x" kind="danger-quiet" onClick=${() => stopWorker(one, done)} />`}`,
    },
  ];
}
