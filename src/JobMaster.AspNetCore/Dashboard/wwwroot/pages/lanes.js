// Lanes: the waiting jobs of each, and the workers that serve it.
import { pauseLane, resumeLane } from '../lib/acts.js';
import { number, visible } from '../lib/format.js';
import { html } from '../lib/html.js';
import { useLive } from '../lib/live.js';
import { useGet } from '../lib/load.js';
import { to } from '../lib/router.js';
import { w } from '../lib/words.js';
import { Act, Ago, By, Empty, Loaded, State } from '../parts/basics.js';
import { Table } from '../parts/table.js';

export function Lanes({ may }) {
  const now = useLive('lanes')('lanes');
  const read = useGet('lanes', { every: 30_000 });
  const from = now ? { ...read, data: now, isLoading: false } : read;
  return html`<div class="page-head"><h1>${w.pages.lanes}</h1></div>
    <${Loaded} from=${from} lines=${6}>${(data) => (data.lanes.length === 0
      ? html`<${Empty} title=${w.lanes.none} text=${w.lanes.noneText} code=${w.lanes.noneCode} />`
      : html`<${Table} label=${w.pages.lanes} rows=${data.lanes} keyOf=${(lane) => lane.name} columns=${columns(may, read.reload)} />
        ${data.isCapped && html`<p class="hint">${w.lanes.capped}</p>`}`)}<//>`;
}

function columns(may, reload) {
  const done = () => setTimeout(reload, 300);
  const count = (lane, name, state) => (lane[name] > 0
    ? html`<a href=${to('jobs', '', { workerLane: lane.name, state })}>${number(lane[name])}</a>` : html`<span class="none">0</span>`);
  return [
    { name: w.lane, kind: 'wide', cell: (lane) => html`<a href=${to('jobs', '', { workerLane: lane.name })}>
      <span class="job-name">${visible(lane.name)}</span></a>` },
    { name: w.state, cell: (lane) => (lane.pause
      ? html`<${State} of="Paused" /><span class="hint"><${By} of=${lane.pause} />
          ${lane.pause.until && html`${w.until.label} <${Ago} at=${lane.pause.until} />`}</span>`
      : lane.workers.some((worker) => worker.isLive) ? html`<${State} of="Active" />` : html`<${State} of="Gone"
          label=${w.lanes.noWorker} />`) },
    { name: w.states.Ready, kind: 'number', cell: (lane) => count(lane, 'ready', 'Ready') },
    { name: w.states.Throttled, kind: 'number', cell: (lane) => count(lane, 'throttled', 'Throttled') },
    { name: w.states.Running, kind: 'number', cell: (lane) => count(lane, 'running', 'Running') },
    { name: w.states.Scheduled, kind: 'number', cell: (lane) => count(lane, 'scheduled', 'Scheduled') },
    { name: w.lanes.parked, kind: 'number', cell: (lane) => number(lane.parked) },
    { name: w.pages.workers, kind: 'number', cell: (lane) => html`<a
        href=${to('workers', '', { lane: lane.name })}>${number(lane.workers.length)}</a>` },
    may.operateWhole && {
      name: w.actions, kind: 'acts', cell: (lane) => (lane.pause
        ? html`<${Act} label=${w.acts.resumeLane.action} press="p" onClick=${() => resumeLane(lane.name, done)} />`
        : html`<${Act} label=${w.acts.pauseLane.action} press="p" onClick=${() => pauseLane(lane.name, done)} />`),
    },
  ];
}
