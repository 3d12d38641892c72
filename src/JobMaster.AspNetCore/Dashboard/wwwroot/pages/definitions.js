// The definitions that may be scheduled, with their defaults and payload schemas.
import { pauseDefinition, resumeDefinition } from '../lib/acts.js';
import { duration, link, visible } from '../lib/format.js';
import { html } from '../lib/html.js';
import { useGet } from '../lib/load.js';
import { replaceQuery, route, to } from '../lib/router.js';
import { useValue } from '../lib/value.js';
import { w } from '../lib/words.js';
import { Act, Ago, Empty, Facts, Loaded, Panel, State, Time } from '../parts/basics.js';
import { Json } from '../parts/json.js';
import { Table } from '../parts/table.js';

export function Definitions({ may }) {
  const { query } = useValue(route);
  const read = useGet('definitions', { every: 15_000 });
  const text = (query.find ?? '').toLowerCase();
  return html`<div class="page-head"><h1>${w.pages.definitions}</h1></div>
    <form class="filters" role="search" aria-label=${w.filters} onSubmit=${(event) => event.preventDefault()}>
      <div class="field"><label for="find">${w.failures.find}</label><input id="find" type="search" data-filter value=${query.find ?? ''}
        onInput=${(event) => replaceQuery({ find: event.target.value })} /></div></form>
    <${Loaded} from=${read} lines=${6}>${(data) => (data.definitions.length === 0
      ? html`<${Empty} title=${w.definitions.none} text=${w.definitions.noneText} code=${w.definitions.noneCode} />`
      : html`<${Table} label=${w.pages.definitions} keyOf=${(one) => one.id} columns=${columns(may, read.reload)}
          rows=${data.definitions.filter((one) => textOf(one).includes(text))} />`)}<//>`;
}

const textOf = (one) => [one.id, ...one.aliases, one.workerLane].join(' ').toLowerCase();

function columns(may, reload) {
  return [
    { name: w.definition, kind: 'wide', cell: (one) => html`<a href=${to('definitions', one.id)}><span
        class="job-name">${visible(one.id)}</span></a>
      ${one.aliases.length > 0 && html`<span class="hint">${visible(one.aliases.join(', '))}</span>`}` },
    { name: w.state, cell: (one) => html`<${State} of=${one.pause ? 'Paused' : 'Active'} />` },
    { name: w.lane, cell: (one) => visible(one.workerLane) },
    { name: w.priority, cell: (one) => w.priorities[one.priority] ?? one.priority },
    { name: w.definitions.retries, kind: 'number', cell: (one) => one.maxRetries },
    { name: w.jobPage.timeout, kind: 'number', cell: (one) => (one.timeoutSeconds > 0 ? duration(one.timeoutSeconds) : '–') },
    { name: w.jobPage.version, kind: 'number', cell: (one) => html`${one.payloadVersion}${one.others.length > 0 && html` <span
        class="hint">${w.definitions.alsoIn(one.others.length)}</span>`}` },
    { name: w.definitions.seen, cell: (one) => html`<${Ago} at=${one.lastSeenAt} />` },
    (may.operateWhole || may.submit) && {
      name: w.actions, kind: 'acts', cell: (one) => html`
        ${may.submit && html`<a class="button" href=${to('submit', one.id)}>${w.definitions.submit}</a>`}
        ${may.operateWhole && html`<${PauseAct} one=${one} reload=${reload} />`}`,
    },
  ];
}

function PauseAct({ one, reload }) {
  const done = () => setTimeout(reload, 300);
  return one.pause ? html`<${Act} label=${w.acts.resumeDefinition.action} press="p" onClick=${() => resumeDefinition(one.id, done)} />`
    : html`<${Act} label=${w.acts.pauseDefinition.action} press="p" onClick=${() => pauseDefinition(one.id, done)} />`;
}

export function Definition({ id, may }) {
  const read = useGet(`definitions/${encodeURIComponent(id)}`, { every: 15_000 });
  if (read.error?.status === 404) return html`<h1>${visible(id)}</h1><${Empty} title=${w.definitions.gone} />`;
  return html`<${Loaded} from=${read} lines=${8}>${(one) => html`
    <div class="page-head"><div><p class="crumbs"><a href=${to('definitions')}>${w.pages.definitions}</a></p>
        <h1>${visible(one.id)} <${State} of=${one.pause ? 'Paused' : 'Active'} /></h1></div>
      <div class="acts">${may.submit && html`<a class="button is-main" href=${to('submit', one.id)}>${w.pages.submit}</a>`}
        ${may.operateWhole && html`<${PauseAct} one=${one} reload=${read.reload} />`}
        ${may.read && html`<a class="button" href=${to('jobs', '', { definitionId: one.id })}>${w.pages.jobs}</a>`}</div></div>
    <div class="columns"><${Panel} title=${w.jobPage.facts}><${Facts} of=${[
      one.aliases.length > 0 && [w.definitions.aliases, visible(one.aliases.join(', '))], [w.lane, visible(one.workerLane)],
      [w.priority, w.priorities[one.priority] ?? one.priority], [w.definitions.retries, one.maxRetries],
      [w.jobPage.timeout, one.timeoutSeconds > 0 ? duration(one.timeoutSeconds) : '–'],
      [w.jobPage.version, w.definitions.reads(one.oldestPayloadVersion, one.payloadVersion)],
      [w.failures.first, html`<${Time} at=${one.firstSeenAt} />`], [w.definitions.seen, html`<${Ago} at=${one.lastSeenAt} />`],
      link(one.runbookUrl, {}) && [w.jobPage.runbook, html`<a href=${link(one.runbookUrl, {})} target="_blank"
          rel="noopener noreferrer">${visible(one.runbookUrl)} ↗</a>`],
      one.pause && [w.states.Paused, `${visible(one.pause.by)}${one.pause.reason ? `: ${visible(one.pause.reason)}` : ''}`],
    ]} /><//>
    <${Panel} title=${w.definitions.schema}>${one.payloadSchema === undefined ? html`<p class="hint">${w.definitions.noSchema}</p>`
      : html`<${Json} of=${one.payloadSchema} label=${w.definitions.schema} />`}<//></div>
    <${Panel} title=${w.definitions.builds}><${Table} label=${w.definitions.builds} rows=${[one, ...one.others]}
        keyOf=${(build) => `${build.payloadVersion} ${build.firstSeenAt}`} columns=${buildColumns(one)} /><//>`}<//>`;
}

/** The builds of the app that have it, the newest first. A caller who does not see the whole cluster is not told their nodes. */
function buildColumns(newest) {
  return [
    { name: w.jobPage.version, kind: 'wide', cell: (build) => html`${w.definitions.reads(
      build.oldestPayloadVersion, build.payloadVersion)}
      ${build === newest && html` <span class="hint">${w.definitions.thisBuild}</span>`}` },
    { name: w.failures.first, cell: (build) => html`<${Time} at=${build.firstSeenAt} />` },
    { name: w.definitions.seen, cell: (build) => html`<${Ago} at=${build.lastSeenAt} />` },
    newest.nodes && { name: w.definitions.nodes, kind: 'wide', cell: (build) => (build.nodes.length === 0
      ? html`<span class="none">${w.definitions.noNodes}</span>` : html`<ul>${build.nodes.map((node) => html`<li key=${node.name}>
        ${visible(node.name)} <span class="hint"><${Ago} at=${node.lastSeenAt} /></span></li>`)}</ul>`) },
  ];
}
