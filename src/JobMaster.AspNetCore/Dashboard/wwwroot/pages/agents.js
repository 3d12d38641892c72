// Agents: their answers to the server, the jobs in their lanes, their receivers; draining them.
import { drainAgent, resumeAgent } from '../lib/acts.js';
import { number, visible } from '../lib/format.js';
import { html } from '../lib/html.js';
import { useGet } from '../lib/load.js';
import { to } from '../lib/router.js';
import { w } from '../lib/words.js';
import { Act, Ago, By, Loaded, Panel, State } from '../parts/basics.js';
import { Table } from '../parts/table.js';

/** Shows nothing without agents, as in most clusters. */
export function Agents({ may }) {
  const read = useGet('agents', { every: 5_000 });
  if (read.isLoading || read.data?.agents.length === 0) return null;
  return html`<${Panel} title=${w.agents.title} id="agents"><${Loaded} from=${read} lines=${3}>${(data) => html`
    <${Table} label=${w.agents.title} rows=${data.agents} keyOf=${(agent) => agent.name} columns=${columns(may, read.reload)} />`}<//><//>`;
}

function columns(may, reload) {
  const done = () => setTimeout(reload, 500);
  return [
    { name: w.agents.agent, kind: 'wide', cell: (agent) => html`<span class="job-name">${visible(agent.name)}</span>
      ${agent.transport && html`<span class="hint">${visible(agent.transport)}</span>`}` },
    { name: w.state, cell: (agent) => html`<${State} of=${w.agents.states[agent.health] ?? 'Inactive'}
        label=${w.agents.health[agent.health] ?? agent.health} />
      ${agent.failure && html`<span class="hint">${w.agents.failures[agent.failure] ?? agent.failure}</span>`}
      ${agent.drain && html`<${State} of=${agent.drain.isEmpty ? 'Done' : 'Paused'}
          label=${agent.drain.isEmpty ? w.agents.drained : w.agents.draining} />
        <span class="hint"><${By} of=${agent.drain} /></span>`}` },
    { name: w.agents.answered, cell: (agent) => html`<${Ago} at=${agent.lastAnswerAt} />` },
    { name: w.agents.depth, cell: (agent) => (agent.lanes.length === 0 ? html`<span class="none">–</span>` : html`<ul>
      ${agent.lanes.map((lane) => html`<li key=${lane.name}><a
          href=${to('workers', '', { lane: lane.name })}>${visible(lane.name)}</a>
        <span class="hint">${depthOf(lane)}${!lane.isServed && `; ${w.agents.unserved}`}</span></li>`)}</ul>`) },
    { name: w.pages.workers, kind: 'number', cell: (agent) => number(agent.workers.length) },
    may.operateWhole && {
      name: w.actions, kind: 'acts', cell: (agent) => (agent.drain
        ? html`<${Act} label=${w.acts.resumeAgent.action} press="p" onClick=${() => resumeAgent(agent.name, done)} />`
        : html`<${Act} label=${w.acts.drainAgent.action} press="p" onClick=${() => drainAgent(agent.name, done)} />`),
    },
  ];
}

const depthOf = (lane) => (lane.waiting === undefined ? w.agents.noDepth : w.agents.holds(number(lane.waiting), number(lane.leased ?? 0)));
