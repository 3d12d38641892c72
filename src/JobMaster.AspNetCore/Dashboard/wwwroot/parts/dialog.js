// Dialogs, confirmations and short notices.
import { queryOf } from '../lib/api.js';
import { decision } from '../lib/decision.js';
import { number, visible } from '../lib/format.js';
import { html, useEffect, useId, useRef, useState } from '../lib/html.js';
import { route } from '../lib/router.js';
import { me } from '../lib/session.js';
import { useValue, value } from '../lib/value.js';
import { w } from '../lib/words.js';
import { Id, ProblemBox } from './basics.js';

const opened = value(null);
const notices = value([]);
export { queryOf };

const openDialog = (content) => opened.set(content);
const closeDialog = () => opened.set(null);

/** What was asked about one page is not asked on another. */
route.follow(closeDialog);

export function notify(text, kind = 'good') {
  const notice = { text, kind, id: Math.random() };
  notices.set([...notices.get(), notice]);
  setTimeout(() => notices.set(notices.get().filter((one) => one !== notice)), 6000);
}

export function Notices() {
  const shown = useValue(notices);
  return html`<div class="notices" role="status" aria-live="polite">
    ${shown.map((one) => html`<p key=${one.id} class=${`notice is-${one.kind}`}>${one.text}</p>`)}</div>`;
}

export function Dialogs() {
  const content = useValue(opened);
  return content && html`<${Modal} key=${content.key ?? content.title} content=${content} />`;
}

/** The body gets close, which closes this dialog and no later one, and lock, which keeps the reader from closing it. */
function Modal({ content }) {
  const { title, body: Body, values, wide } = content;
  const box = useRef(null);
  const isLocked = useRef(false);
  const isPressed = useRef(false);
  const name = useId();
  const close = () => opened.get() === content && closeDialog();
  const leave = () => isLocked.current || close();
  useEffect(() => {
    const before = document.activeElement;
    const dialog = box.current;
    dialog.showModal();
    return () => {
      dialog.close();
      if (before?.isConnected) before.focus();
    };
  }, []);

  // A text that is marked to beyond the edge is no click on the backdrop. A browser may close the dialog at a second Escape by itself.
  return html`<dialog ref=${box} aria-labelledby=${name} class=${wide ? 'is-wide' : ''} onClose=${close}
    onCancel=${(event) => { event.preventDefault(); leave(); }}
    onPointerDown=${(event) => { isPressed.current = event.target === box.current; }}
    onClick=${(event) => event.target === box.current && isPressed.current && leave()}>
    <div class="dialog-body"><h2 id=${name}>${title}</h2><${Body} ...${values} close=${close}
      lock=${(isBusy) => { isLocked.current = isBusy; }} /></div>
  </dialog>`;
}

/** The place of an action, so that nobody pauses the lane of another environment. */
export function Where({ cluster: given }) {
  const answer = useValue(me);
  const here = useValue(route);
  const cluster = given ?? here.cluster;
  return html`<p class="where"><span class="dot" style=${{ background: answer.environmentColor }} aria-hidden="true"></span>
    <strong>${visible(answer.environment)}</strong> · ${visible(cluster)}</p>`;
}

/**
 * Asks before a change.
 * title, text, action: words. undo: how to undo it. fields: [{ name, label, kind, value, options, hint }].
 * dry: (values) => the body of POST /operations whose dry run counts the jobs.
 * run: async (values, decision) => a notice; its calls are those of the decision.
 */
export function confirm(request) {
  openDialog({ title: request.title, body: Confirm, values: { ...request, ours: decision() }, key: Math.random(), wide: request.wide });
}

function Confirm({ text, action, undo, fields = [], dry, run, danger, done, ours, close, lock, extra: Extra }) {
  const [values, setValues] = useState(Object.fromEntries(fields.map((field) => [field.name, field.value ?? ''])));
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState(null);
  const [isBusy, setBusy] = useState(false);
  const counted = useDryRun(ours, dry?.(values));
  const set = (name) => (found) => setValues((known) => ({ ...known, [name]: found }));
  const submit = async (event) => {
    event.preventDefault();
    setBusy(true);
    lock(true);
    setProblem(null);
    try {
      const text = await run({ ...values, reason: reason.trim() || undefined }, ours);
      close();
      if (text) notify(text);
      done?.();
    } catch (error) {
      setProblem(error);
      setBusy(false);
      lock(false);
    }
  };
  const canGo = !isBusy && (!dry || counted?.data);
  return html`<form onSubmit=${submit}>
    <${Where} cluster=${ours.cluster} />
    <p>${text}</p>
    ${dry && html`<${DryRun} of=${counted} />`}
    ${fields.map((field) => html`<${Field} key=${field.name} ...${field} value=${values[field.name]} set=${set(field.name)} />`)}
    ${Extra && html`<${Extra} values=${values} />`}
    <${Field} name="reason" label=${w.reason} hint=${w.reasonHint} value=${reason} set=${setReason} />
    ${undo && html`<p class="undo">${undo}</p>`}
    ${problem && html`<${ProblemBox} problem=${problem} />`}
    <div class="dialog-acts">
      <button type="button" disabled=${isBusy} onClick=${close}>${w.cancel}</button>
      <button type="submit" class=${danger ? 'danger' : 'main'} disabled=${!canGo} autofocus>${action}</button>
    </div>
  </form>`;
}

export function Field({ name, label, kind = 'text', value: found, set, options, hint, min, step, rows, required = false }) {
  const id = useId();
  const hintId = `${id}-hint`;
  const shared = { id, name, required, 'aria-describedby': hint ? hintId : undefined };
  const input = kind === 'select'
    ? html`<select ...${shared} value=${found} onChange=${(event) => set(event.target.value)}>
        ${options.map(([key, text]) => html`<option key=${key} value=${key}>${text}</option>`)}</select>`
    : kind === 'text-area'
      ? html`<textarea ...${shared} rows=${rows ?? 10} spellcheck=${false} class="code" onInput=${(event) => set(event.target.value)}
          value=${found}></textarea>`
      : html`<input ...${shared} type=${kind} min=${min} step=${step ?? (kind === 'datetime-local' ? 1 : undefined)} value=${found}
          autocomplete="off" onInput=${(event) => set(event.target.value)} />`;
  return html`<div class="field"><label for=${id}>${label}</label>${input}
    ${hint && html`<p id=${hintId} class="hint">${hint}</p>`}</div>`;
}

/** The effect of an operation, counted by the API without a change. */
function useDryRun(ours, body) {
  const [answer, setAnswer] = useState(null);
  const key = body && JSON.stringify(body);
  useEffect(() => {
    if (!key) return undefined;
    const mine = new AbortController();
    setAnswer(null);
    ours.post('operations', { ...JSON.parse(key), dryRun: true }, { signal: mine.signal, isKeyed: false })
      .then((data) => setAnswer({ data }), (error) => mine.signal.aborted || setAnswer({ error }));
    return () => mine.abort();
  }, [key]);
  return answer;
}

function DryRun({ of }) {
  if (!of) return html`<p role="status">${w.counting}</p>`;
  if (of.error) return html`<${ProblemBox} problem=${of.error} />`;
  const { count, isCapped, running, samples } = of.data;
  return html`<div class="dry-run" role="status">
    <p><strong>${isCapped ? w.over(number(count)) : w.jobs(count)}</strong>${running > 0 && ` · ${w.ofThemRunning(number(running))}`}</p>
    ${samples.length > 0 && html`<ul>${samples.map((job) => html`<li key=${job.id}><${Id}
        id=${job.id} /> ${visible(job.definitionId)}</li>`)}</ul>`}
  </div>`;
}
