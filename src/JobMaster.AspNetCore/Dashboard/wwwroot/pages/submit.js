// Submits a job with a form made from the definition's schema. The API checks it before it is sent.
import { postHere } from '../lib/api.js';
import { decision } from '../lib/decision.js';
import { visible } from '../lib/format.js';
import { html, useCallback, useEffect, useState } from '../lib/html.js';
import { parse, print } from '../lib/json.js';
import { useGet } from '../lib/load.js';
import { go } from '../lib/router.js';
import { w } from '../lib/words.js';
import { Empty, Loaded, Panel, ProblemBox } from '../parts/basics.js';
import { CronPreview } from '../parts/cronpreview.js';
import { Field, notify, Where } from '../parts/dialog.js';
import { emptyOf, SchemaForm } from '../parts/schemaform.js';

const options = {
  lane: '', priority: '', tenant: '', retries: '', key: '', when: 'now', at: '', after: '', expression: '', zone: '',
  scheduleKey: '',
};

export function Submit({ id, may }) {
  const read = useGet('definitions');
  return html`<div class="page-head"><h1>${w.pages.submit}</h1></div>
    <${Loaded} from=${read} lines=${6}>${(data) => {
      if (data.definitions.length === 0) return html`<${Empty} title=${w.submit.none} text=${w.submit.noneText} />`;
      const one = data.definitions.find((found) => found.id === id || found.aliases.includes(id));
      return html`<div class="submit">${id && !one && html`<${Empty} title=${w.definitions.gone} />`}
        <${Field} name="definition" label=${w.submit.definition} kind="select" value=${one?.id ?? ''}
          set=${(found) => go('submit', found)}
              options=${[['', w.submit.choose], ...data.definitions.map((found) => [found.id, visible(found.id)])]} />
        ${one && html`<${Form} key=${one.id} definition=${one} may=${may} />`}</div>`;
    }}<//>`;
}

function Form({ definition, may }) {
  const schema = definition.payloadSchema;
  const hasForm = schema?.type === 'object' || (Array.isArray(schema?.type) && schema.type.includes('object'));
  const [isForm, setForm] = useState(hasForm);
  const [text, setText] = useState(() => print(hasForm ? emptyOf(schema, schema) : {}, '  '));
  const [given, setGiven] = useState(options);
  const [answer, setAnswer] = useState(null);
  const [problem, setProblem] = useState(null);
  const [isBusy, setBusy] = useState(false);
  const [ours] = useState(decision);
  const set = (name) => (found) => setGiven((known) => ({ ...known, [name]: found }));
  const payload = tryParse(text);
  const [marks, setMarks] = useState({});
  const mark = useCallback((id, what) => setMarks((known) => ({ ...known, [id]: what })), []);
  const open = Object.values(marks).some(Boolean);
  const toJson = () => {
    const unread = Object.keys(marks).find((id) => marks[id] === 'unread');
    if (unread) document.getElementById(unread).reportValidity();
    else setForm(false);
  };

  useEffect(() => {
    setAnswer(null);
    if (payload.error) return undefined;
    const mine = new AbortController();
    const path = `definitions/${encodeURIComponent(definition.id)}/validate`;
    const timer = setTimeout(() => postHere(path, { payload: payload.found }, { signal: mine.signal }).then(setAnswer, () => null), 300);
    return () => {
      clearTimeout(timer);
      mine.abort();
    };
  }, [text]);

  const submit = async (event) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      // A schedule has its own key, and so has a job whose key the reader gave.
      const stored = await ours.post('jobs', bodyOf(definition, payload.found, given), { isKeyed: !recurs && !given.key });
      ours.renew();
      notify(stored.isNew === false ? w.submit.again : w.submit.done(visible(definition.id)));
      if (may.read) go(recurs ? 'schedules' : 'jobs', stored.id);
    } catch (error) {
      setProblem(error);
    }

    setBusy(false);
  };
  const whens = [['now', w.submit.now], ['at', w.submit.at], ['after', w.submit.after], ['cron', w.submit.cron],
    ['natural', w.submit.natural]];
  const recurs = isRecurring(given);
  const edited = () => setProblem(null);
  return html`<form class="submit-form" onSubmit=${submit} onInput=${edited} onChange=${edited}>
    <${Where} />
    <${Panel} title=${w.payload} more=${hasForm && html`<div class="choice" role="group" aria-label=${w.payload}>
      <button type="button" aria-pressed=${isForm} onClick=${() => setForm(true)}>${w.submit.form}</button>
      <button type="button" aria-pressed=${!isForm} onClick=${toJson}>${w.submit.json}</button></div>`}>
      ${isForm && !payload.error
        ? html`<${SchemaForm} schema=${schema} root=${schema} value=${payload.found} mark=${mark}
            set=${(found) => setText(print(found, '  '))} />`
        : html`<${Field} name="payload" label=${w.payload} kind="text-area" value=${text} set=${setText} />`}
      <${Checked} error=${payload.error} answer=${open ? null : answer} /><//>
    <${Panel} title=${w.submit.when}><div class="field-row">
      <${Field} name="when" label=${w.submit.start} kind="select" options=${whens} value=${given.when} set=${set('when')} />
      ${given.when === 'at' && html`<${Field} name="at" label=${w.submit.at} kind="datetime-local" required value=${given.at}
          set=${set('at')} />`}
      ${given.when === 'after' && html`<${Field} name="after" label=${w.submit.after} kind="number" min="0" required value=${given.after}
          set=${set('after')} />`}
      ${recurs && html`<${Field} name="expression" label=${w.schedules.languages[given.when]} required value=${given.expression}
          set=${set('expression')} />
        <${Field} name="zone" label=${w.submit.zone} value=${given.zone} set=${set('zone')} />
        <${Field} name="scheduleKey" label=${w.submit.scheduleKey} value=${given.scheduleKey} set=${set('scheduleKey')} />`}
    </div>${recurs && html`<${CronPreview} expression=${given.expression} language=${given.when} zone=${given.zone} />`}<//>
    <${Panel} title=${w.submit.options}><div class="field-row">
      <${Field} name="lane" label=${w.lane} hint=${w.submit.defaults} value=${given.lane} set=${set('lane')} />
      <${Field} name="priority" label=${w.priority} kind="select" options=${[['', w.submit.asDefined], ...w.priorityList]}
        value=${given.priority} set=${set('priority')} />
      <${Field} name="tenant" label=${w.tenant} hint=${w.submit.tenantHint} value=${given.tenant} set=${set('tenant')} />
      <${Field} name="retries" label=${w.submit.retries} kind="number" min="0" hint=${w.submit.defaults} value=${given.retries}
          set=${set('retries')} />
      <${Field} name="key" label=${w.submit.key} value=${given.key} set=${set('key')} />
    </div><//>
    ${problem && html`<${ProblemBox} problem=${problem} />`}
    <div class="acts"><button type="submit" class="main" disabled=${isBusy || Boolean(payload.error)}>${w.submit.action}</button></div>
  </form>`;
}

/** The starts that create a schedule have the names of the API members that take its expression. */
const isRecurring = (given) => given.when === 'cron' || given.when === 'natural';

function tryParse(text) {
  try {
    return { found: parse(text) };
  } catch (error) {
    return { error };
  }
}

function Checked({ error, answer }) {
  if (error) return html`<p class="problem" role="status">${w.noJson(error.message)}</p>`;
  if (!answer) return html`<p class="hint" role="status">${' '}</p>`;
  if (answer.isValid) return html`<p class="fits" role="status">✓ ${w.submit.isValid}</p>`;
  return html`<div class="problem" role="status"><p>${w.submit.problems}</p>
    <ul>${answer.problems.map((one, index) => html`<li
        key=${index}><code>${visible(one.path)}</code> ${visible(one.text)}</li>`)}</ul></div>`;
}

function bodyOf(definition, payload, given) {
  const recurs = isRecurring(given);
  return {
    definitionId: definition.id, payload, workerLane: given.lane || undefined, priority: given.priority || undefined,
    tenant: given.tenant || undefined, maxRetries: given.retries === '' ? undefined : Number(given.retries),
    idempotencyKey: given.key || undefined,
    at: given.when === 'at' && given.at ? new Date(given.at).toISOString() : undefined,
    afterSeconds: given.when === 'after' && given.after !== '' ? Number(given.after) : undefined,
    ...(recurs ? { [given.when]: given.expression } : {}), timeZone: recurs && given.zone ? given.zone : undefined,
    scheduleKey: recurs && given.scheduleKey ? given.scheduleKey : undefined,
  };
}
