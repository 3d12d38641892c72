// Runs a job again with its payload, unchanged or edited; shows the difference before it sends it.
import { copyResult, readToChange } from '../lib/acts.js';
import { json } from '../lib/checks.js';
import { visible } from '../lib/format.js';
import { html } from '../lib/html.js';
import { parse, print } from '../lib/json.js';
import { patchOf } from '../lib/patch.js';
import { w } from '../lib/words.js';
import { confirm } from './dialog.js';
import { Difference } from './json.js';

/** verb: replay (the same job) or copy (a new one). */
export async function runAgain(id, verb, done) {
  const read = await readToChange(id);
  if (!read) return;
  const { job, more } = read;
  const words = verb === 'copy' ? w.acts.copyJob : w.acts.replayJob;
  const hasPayload = job.payload !== undefined && !job.isPayloadEncrypted;
  const before = hasPayload ? print(job.payload, '  ') : '';
  confirm({
    title: words.title(visible(job.definitionId)), text: words.text, action: words.action, undo: words.undo, done, wide: hasPayload,
    fields: [
      ...(hasPayload ? [{ name: 'payload', label: w.payload, kind: 'text-area', value: before, check: json }] : []),
      { name: 'priority', label: w.priority, kind: 'select', options: w.priorityList, value: job.priority },
      { name: 'lane', label: w.lane, value: job.workerLane },
    ],
    extra: hasPayload && (({ values }) => html`<${Edited} before=${before} after=${values.payload} />`),
    run: async ({ payload, priority, lane, reason }, { post, isHere }) => {
      const patch = hasPayload && payload !== before ? patchOf(job.payload, parse(payload)) : [];
      const answer = await post(`jobs/${id}/${verb}`, {
        priority: priority === job.priority ? undefined : priority, workerLane: lane === job.workerLane ? undefined : lane,
        ...(patch.length > 0 ? { payloadPatch: patch, payloadRevision: job.payloadRevision } : {}), reason,
      }, verb === 'copy' ? {} : { more });
      if (verb === 'copy' && isHere()) copyResult(answer);
      return words.done(visible(job.definitionId));
    },
  });
}

function Edited({ before, after }) {
  return !json(after) && html`<div><h3>${w.difference}</h3><${Difference} before=${before} after=${after} /></div>`;
}
