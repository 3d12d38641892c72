// Fields made from a JSON schema. Values without their own field are written as JSON.
import { visible } from '../lib/format.js';
import { html, useEffect, useId, useLayoutEffect, useRef, useState } from '../lib/html.js';
import { parse, print } from '../lib/json.js';
import { w } from '../lib/words.js';

const typesOf = (schema) => [schema?.type ?? []].flat();
const typeOf = (schema) => typesOf(schema).find((type) => type !== 'null') ?? (schema?.enum ? 'enum' : 'any');

function follow(schema, root) {
  const found = schema?.$ref?.startsWith('#/') && schema.$ref.slice(2).split('/').reduce((at, step) => at?.[step], root);
  return found || schema || {};
}

/** The initial value. What only the reader can know has none: an untouched form sends no invented number or text. */
export function emptyOf(given, root, depth = 0) {
  const schema = follow(given, root);
  if (schema.default !== undefined) return schema.default;
  if ((typesOf(schema).includes('null') && depth > 0) || depth > 4) return null;
  if (schema.enum) return schema.enum[0];
  switch (typeOf(schema)) {
    case 'object': return Object.fromEntries(Object.entries(schema.properties ?? {})
      .filter(([name]) => depth === 0 || schema.required?.includes(name)).map(([name, one]) => [name, emptyOf(one, root, depth + 1)]));
    case 'array': return [];
    case 'integer': case 'number': case 'string': return undefined;
    case 'boolean': return false;
    default: return null;
  }
}

/** mark: (id, 'unread' | 'missing' | null) hears of each field that cannot be read, or that is needed and empty. */
export function SchemaForm({ schema: given, root, value, set, mark, depth = 0 }) {
  const schema = follow(given, root);
  const members = Object.entries(schema.properties ?? {});
  if (members.length === 0) return html`<p class="hint">${w.submit.noFields}</p>`;
  return html`<div class="field-row">${members.map(([name, one]) => html`<${Member} key=${name} name=${name} schema=${follow(one, root)}
      root=${root} mark=${mark}
    depth=${depth} isNeeded=${schema.required?.includes(name)} value=${value?.[name]}
        set=${(found) => set({ ...value, [name]: found })} />`)}</div>`;
}

function Member({ name, schema, root, depth, isNeeded, value, set, mark }) {
  const id = useId();
  const kind = schema.enum ? 'enum' : typeOf(schema);
  const isNull = typesOf(schema).includes('null');
  const label = html`<label for=${id}>${visible(schema.title ?? name)}${isNeeded && html` <span
      class="needed">(${w.submit.required})</span>`}</label>`;
  if (kind === 'object' && schema.properties && depth < 3 && !isNull) {
    return html`<fieldset><legend>${visible(schema.title ?? name)}</legend>
      <${SchemaForm} schema=${schema} root=${root} value=${value ?? {}} set=${set} mark=${mark}
        depth=${depth + 1} /></fieldset>`;
  }

  return html`<div class="field">${label}<${Input} id=${id} kind=${kind} schema=${schema} isNull=${isNull}
      isNeeded=${isNeeded} value=${value} set=${set} mark=${mark} />
    ${schema.description && html`<p class="hint">${visible(schema.description)}</p>`}</div>`;
}

function Input({ id, kind, schema, isNull, isNeeded, value, set, mark }) {
  if (kind === 'enum') {
    return html`<select id=${id} value=${String(value)}
        onChange=${(event) => set(schema.enum.find((one) => String(one) === event.target.value) ?? null)}>
      ${schema.enum.map((one) => html`<option key=${String(one)} value=${String(one)}>${visible(one)}</option>`)}</select>`;
  }

  if (kind === 'boolean') {
    const choices = [...(isNull ? [['', w.submit.unset]] : []), ['true', w.submit.yes], ['false', w.submit.no]];
    return html`<select id=${id} value=${value === null || value === undefined ? '' : String(value)}
      onChange=${(event) => set(event.target.value === '' ? null : event.target.value === 'true')}>
      ${choices.map(([key, text]) => html`<option key=${key} value=${key}>${text}</option>`)}</select>`;
  }

  if (kind === 'string') {
    return html`<${Text} id=${id} isNull=${isNull} isNeeded=${isNeeded && !isNull && schema.default !== ''} value=${value} set=${set}
        mark=${mark} />`;
  }

  return html`<${Raw} id=${id} isShort=${kind === 'integer' || kind === 'number'} isNull=${isNull} isNeeded=${isNeeded} value=${value}
      set=${set} mark=${mark} />`;
}

/** Tells the form while this field keeps it from being sent. */
function useMark(mark, id, what) {
  useEffect(() => {
    mark(id, what);
    return () => mark(id, null);
  }, [what]);
}

function Text({ id, isNull, isNeeded, value, set, mark }) {
  useMark(mark, id, isNeeded && (value ?? '') === '' ? 'missing' : null);
  return html`<input id=${id} type="text" autocomplete="off" required=${isNeeded} value=${value ?? ''}
      onInput=${(event) => set(event.target.value || (isNull ? null : isNeeded ? undefined : ''))} />`;
}

/**
 * Numbers are also written as JSON, so that no digit is lost. A text that cannot be read keeps the form from being sent.
 * An empty number is null if the schema lets it be null, left out if nothing needs it, and else asked for.
 */
function Raw({ id, isShort, isNull, isNeeded, value, set, mark }) {
  const box = useRef(null);
  const [text, setText] = useState(() => (value === undefined ? '' : print(value, isShort ? '' : '  ')));
  const isEmpty = text.trim() === '';
  const isRequired = isNeeded && !isNull;
  const isBad = !isEmpty && !isReadable(text);
  useMark(mark, id, isBad ? 'unread' : isEmpty && isRequired ? 'missing' : null);
  const problem = isShort ? w.submit.noNumber : w.submit.unreadable;
  useLayoutEffect(() => box.current.setCustomValidity(isBad ? problem : ''), [isBad]);
  const change = (event) => {
    const next = event.target.value;
    setText(next);
    if (next.trim() === '') set(isNull ? null : undefined);
    else if (isReadable(next)) set(parse(next));
  };
  const shared = { id, ref: box, required: isRequired, 'aria-invalid': isBad, value: text, onInput: change };
  return html`${isShort
    ? html`<input ...${shared} inputmode="decimal" autocomplete="off" />`
    : html`<textarea ...${shared} rows="3" class="code" spellcheck=${false}></textarea>`}
    ${isBad && html`<p class="problem" role="status">${problem}</p>`}`;
}

function isReadable(text) {
  try {
    parse(text);
    return true;
  } catch {
    return false;
  }
}
