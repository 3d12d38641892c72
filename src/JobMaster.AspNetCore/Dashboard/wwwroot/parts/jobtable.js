// Jobs in rows.
import { duration, visible } from '../lib/format.js';
import { html, useState } from '../lib/html.js';
import { to } from '../lib/router.js';
import { w } from '../lib/words.js';
import { Ago, Meter, State, Time } from './basics.js';
import { Table } from './table.js';

const storedAs = 'jobmaster-columns';
const optional = {
  lane: (job) => visible(job.workerLane),
  priority: (job) => w.priorities[job.priority] ?? job.priority,
  tenant: (job) => visible(job.tenant ?? '–'),
  due: (job) => html`<${Ago} at=${job.dueAt} />`,
  created: (job) => html`<${Time} at=${job.createdAt} />`,
  ended: (job) => html`<${Ago} at=${job.finalizedAt} />`,
  took: (job) => duration(job.durationSeconds),
  failures: (job) => (job.failures + job.losses > 0 ? w.attemptsOf(job.failures, job.losses) : '–'),
  key: (job) => visible(job.idempotencyKey ?? '–'),
};
const shownAtFirst = ['lane', 'tenant', 'due', 'took', 'failures'];

function readColumns() {
  try {
    return JSON.parse(localStorage.getItem(storedAs)) ?? shownAtFirst;
  } catch {
    return shownAtFirst;
  }
}

export function JobTable({ jobs, marked, setMarked, hasColumns, label = w.pages.jobs }) {
  const [chosen, setChosen] = useState(readColumns);
  const choose = (name) => {
    const next = chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name];
    localStorage.setItem(storedAs, JSON.stringify(next));
    setChosen(next);
  };
  const turn = (id) => {
    const next = new Set(marked);
    if (!next.delete(id)) next.add(id);
    setMarked(next);
  };
  const isAll = marked && jobs.every((job) => marked.has(job.id));
  const columns = [
    marked && {
      name: w.mark, kind: 'mark', cell: (job) => html`<label class="check"><input type="checkbox" checked=${marked.has(job.id)}
        onChange=${() => turn(job.id)} /><span class="unseen">${w.markJob(job.id)}</span></label>`,
      head: html`<label class="check"><input type="checkbox" checked=${isAll}
        onChange=${() => setMarked(new Set(isAll ? [] : jobs.map((job) => job.id)))} /><span class="unseen">${w.markAll}</span></label>`,
    },
    {
      name: w.job, kind: 'wide', cell: (job) => html`<a href=${to('jobs', job.id)} title=${job.id}>
        <span class="job-name">${visible(job.definitionId)}</span> <span class="id">${job.id.slice(-12)}</span></a>` ,
    },
    {
      name: w.state, cell: (job) => html`<${State} of=${job.state} label=${stateOf(job)} />
        ${job.state === 'Running' && job.progress !== undefined && html`<${Meter} part=${job.progress} />`}`,
    },
    ...Object.keys(optional).filter((name) => chosen.includes(name)).map((name) => ({
      name: w.columns[name], cell: optional[name], kind: name === 'took' ? 'number' : '',
    })),
  ];
  return html`${hasColumns && html`<details class="columns-choice"><summary>${w.chooseColumns}</summary>
      <div>${Object.keys(optional).map((name) => html`<label key=${name} class="check"><input type="checkbox"
          checked=${chosen.includes(name)}
        onChange=${() => choose(name)} /> ${w.columns[name]}</label>`)}</div></details>`}
    <${Table} label=${label} columns=${columns} rows=${jobs} keyOf=${(job) => job.id} />`;
}

export function stateOf(job) {
  if (job.parkedReason) return w.parkedAs(w.parked[job.parkedReason]);
  if (job.isCancelRequested && job.state === 'Running') return w.cancelAsked;
  return w.states[job.state];
}
