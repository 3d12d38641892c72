// Writes numbers, times and texts.
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const fine = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const day = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric' });
const dayAndYear = new Intl.DateTimeFormat('en', { year: 'numeric', month: 'short', day: 'numeric' });
const zone = new Intl.DateTimeFormat('en', { timeZoneName: 'longOffset' }).formatToParts()
  .find((part) => part.type === 'timeZoneName')?.value ?? '';

export const number = (count) => whole.format(count);
export const compact = (count) => (Math.abs(count) < 10_000 ? fine.format(count) : short.format(count));
export const share = (part) => percent.format(part);
export const zoneName = `${Intl.DateTimeFormat().resolvedOptions().timeZone} (${zone})`;

/** Seconds in words, with at most two units. */
export function duration(seconds) {
  if (seconds === undefined || seconds === null || Number.isNaN(seconds)) return '–';
  const size = Math.abs(seconds);
  const sign = seconds < 0 ? '-' : '';
  if (size < 0.0005) return '0 s';
  if (size < 1) return `${sign}${whole.format(size * 1000)} ms`;
  if (size < 60) return `${sign}${size < 10 ? fine.format(size) : whole.format(Math.floor(size))} s`;
  const [units, names] = [[86400, 3600, 60, 1], ['d', 'h', 'm', 's']];
  const first = units.findIndex((unit) => size >= unit);
  const high = Math.floor(size / units[first]);
  const low = first === 3 ? 0 : Math.floor((size % units[first]) / units[first + 1]);
  return `${sign}${high} ${names[first]}${low > 0 ? ` ${low} ${names[first + 1]}` : ''}`;
}

/** The parts of an interval such as 1.02:00:20, as "1 d 2 h 20 s"; null if the text is none. */
export function interval(text) {
  const parts = /^(?:(\d+)\.)?(\d\d):(\d\d):(\d\d)(\.\d+)?$/.exec(text);
  if (!parts) return null;
  const [days, hours, minutes, seconds] = parts.slice(1, 5).map((part) => Number(part ?? 0));
  const fraction = Number(parts[5] ?? 0);
  return [[days, 'd'], [hours, 'h'], [minutes, 'm'], [seconds + fraction, 's']].filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`).join(' ') || null;
}

export function bytes(count) {
  const names = ['B', 'KB', 'MB', 'GB', 'TB'];
  const step = count > 0 ? Math.min(Math.floor(Math.log2(count) / 10), 4) : 0;
  return `${fine.format(count / 2 ** (10 * step))} ${names[step]}`;
}

/** The reader's own time; the day too unless it is today. */
export function when(at, now = Date.now()) {
  const date = new Date(at);
  if (new Date(now).toDateString() === date.toDateString()) return clock.format(date);
  return `${(new Date(now).getFullYear() === date.getFullYear() ? day : dayAndYear).format(date)}, ${clock.format(date)}`;
}

export const utc = (at) => `${new Date(at).toISOString().replace('T', ' ').replace(/\.?0*Z$/, '')} UTC`;

const hidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** Shows characters that turn or hide text by their numbers, so that they fool nobody. */
export const visible = (text) => String(text ?? '').replace(
  hidden, (one) => `\u27eaU+${one.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}\u27eb`);

export const shortId = (id) => id.slice(-12);

/** The address if it is safe to follow. */
export function link(template, values) {
  if (!template || !Object.entries(values).every(([name, found]) => found || !template.includes(`{${name}}`))) return null;
  const address = template.replace(/\{(\w+)\}/g, (whole, name) => encodeURIComponent(values[name] ?? whole));
  return /^https?:\/\//i.test(address) ? address : null;
}

export const traceIdOf = (traceParent) => /^[0-9a-f]{2}-([0-9a-f]{32})-/.exec(traceParent ?? '')?.[1] ?? null;
