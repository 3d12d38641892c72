// Dialogs, confirmations and short notices.
import { queryOf } from '../lib/api.js';
import { decision } from '../lib/decision.js';
import { number, visible } from '../lib/format.js';
import { html, useEffect, useId, useLayoutEffect, useRef, useState } from '../lib/html.js';
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
  const isEdited = useRef(false);
  const isPressed = useRef(false);
  const [isAsking, setAsking] = useState(false);
  const name = useId();
  const isOpen = () => opened.get() === content;
  const close = () => isOpen() && closeDialog();
  const leave = () => {
    if (isLocked.current) return;
    if (isEdited.current) setAsking(true);
    else close();
  };
  const edit = () => { isEdited.current = true; };
  useModal(box);

  // A browser may close the dialog at a second Escape by itself: what was typed is shown again.
  const closed = () => {
    if (!isOpen() || (!isLocked.current && !isEdited.current)) return close();
    box.current.showModal();
    return leave();
  };

  // A text that is marked to beyond the edge is no click on the backdrop.
  return html`<dialog ref=${box} aria-labelledby=${name} class=${wide ? 'is-wide' : ''} onClose=${closed}
    onCancel=${(event) => { event.preventDefault(); leave(); }} onInput=${edit} onChange=${edit}
    onPointerDown=${(event) => { isPressed.current = event.target === box.current; }}
    onClick=${(event) => event.target === box.current && isPressed.current && leave()}>
    <div class="dialog-body"><h2 id=${name}>${title}</h2><${Body} ...${values} close=${close}
      lock=${(isBusy) => { isLocked.current = isBusy; }} /></div>
    ${isAsking && html`<${AskToDiscard} keep=${() => setAsking(false)} discard=${close} />`}
  </dialog>`;
}

/** Escape keeps what was typed. */
function AskToDiscard({ keep, discard }) {
  const box = useRef(null);
  const name = useId();
  useModal(box);
  return html`<dialog ref=${box} role="alertdialog" aria-labelledby=${name} onClose=${keep}
    onCancel=${(event) => { event.preventDefault(); keep(); }}>
    <div class="dialog-body"><h2 id=${name}>${w.discardTyped}</h2><div class="dialog-acts">
      <button type="button" autofocus onClick=${keep}>${w.keepTyping}</button>
      <button type="button" class="danger" onClick=${discard}>${w.discard}</button></div></div>
  </dialog>`;
}

/** Opens the dialog while it is drawn, and gives the focus back afterwards. */
function useModal(box) {
  useEffect(() => {
    const before = document.activeElement;
    const dialog = box.current;
    dialog.showModal();
    return () => {
      dialog.close();
      if (before?.isConnected) before.focus();
    };
  }, []);
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
 * title, text, action: words. undo: how to undo it. fields: [{ name, label, kind, value, options, hint, check, below }].
 * hint: words, or (values, the dry run's answer) => words. check: (text) => what is wrong with it. below: a component under the field.
 * dry: (values) => the body of POST /operations whose dry run counts the jobs.
 * run: async (values, decision) => a notice; its calls are those of the decision.
 */
export function confirm(request) {
  openDialog({ title: request.title, body: Confirm, values: { ...request, ours: decision() }, key: Math.random(), wide: request.wide });
}

/** A change of nothing is not sent. */
export function refuseNothing(change) {
  if (Object.values(change).every((one) => one === undefined)) throw new Error(w.noDifference);
}

function Confirm({ text, action, undo, fields = [], dry, run, danger, done, ours, close, lock, extra: Extra }) {
  const [values, setValues] = useState(Object.fromEntries(fields.map((field) => [field.name, field.value ?? ''])));
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState(null);
  const [isBusy, setBusy] = useState(false);
  const counted = useDryRun(ours, dry?.(values));
  const set = (name) => (found) => setValues((known) => ({ ...known, [name]: found }));
  const hintOf = ({ hint }) => (typeof hint === 'function' ? hint(values, counted?.data) : hint);
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
  // A refusal was about what stood there before.
  const edited = () => setProblem(null);
  return html`<form onSubmit=${submit} onInput=${edited} onChange=${edited}>
    <${Where} cluster=${ours.cluster} />
    <p>${text}</p>
    ${dry && html`<${DryRun} of=${counted} />`}
    ${fields.map((field) => html`<${Field} key=${field.name} ...${field} value=${values[field.name]} set=${set(field.name)}
        hint=${hintOf(field)} problem=${field.check?.(values[field.name])} />${field.below && html`<${field.below} values=${values} />`}`)}
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

/** kind: the type of an input, 'select', 'text-area' or 'digits'. problem: what is wrong with the text; the form is not sent with it. */
export function Field({ name, label, kind = 'text', value: found, set, options, hint, min, step, rows, required = false, problem }) {
  const id = useId();
  const hintId = `${id}-hint`;
  const box = useRef(null);
  useLayoutEffect(() => box.current.setCustomValidity(problem ?? ''), [problem]);
  const shared = {
    id, ref: box, name, required, 'aria-describedby': hint ? hintId : undefined, 'aria-invalid': problem ? 'true' : undefined,
  };
  const input = kind === 'select'
    ? html`<select ...${shared} value=${found} onChange=${(event) => set(event.target.value)}>
        ${options.map(([key, text]) => html`<option key=${key} value=${key}>${text}</option>`)}</select>`
    : kind === 'text-area'
      ? html`<textarea ...${shared} rows=${rows ?? 10} spellcheck=${false} class="code" onInput=${(event) => set(event.target.value)}
          value=${found}></textarea>`
      : kind === 'digits'
        ? html`<input ...${shared} type="text" inputmode="numeric" value=${found} autocomplete="off"
            onInput=${(event) => set(event.target.value.trim())} />`
        : html`<input ...${shared} type=${kind} min=${min} step=${step ?? (kind === 'datetime-local' ? 1 : undefined)} value=${found}
            autocomplete="off" onInput=${(event) => set(event.target.value)} />`;
  return html`<div class="field"><label for=${id}>${label}</label>${input}
    ${problem && html`<p class="problem" role="status">${problem}</p>`}
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
