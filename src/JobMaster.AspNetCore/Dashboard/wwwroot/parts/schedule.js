// Changes a recurring schedule. The API checks the expression and describes its errors.
import { nameOf } from '../lib/acts.js';
import { filled, json } from '../lib/checks.js';
import { html } from '../lib/html.js';
import { parse, print } from '../lib/json.js';
import { w } from '../lib/words.js';
import { CronPreview } from './cronpreview.js';
import { confirm, refuseNothing } from './dialog.js';

/** The member of the API that takes expressions of a language; others stay as they are. */
const languageOf = { Cron: 'cron', NaturalCron: 'natural' };
const list = (words) => Object.entries(words);

export function changeSchedule(one, done) {
  const words = w.acts.changeSchedule;
  const language = languageOf[one.typeId];
  const payload = one.payload === undefined ? '' : print(one.payload, '  ');
  confirm({
    title: words.title(nameOf(one)), text: words.text, action: words.action, undo: words.undo, done, wide: true,
    fields: [
      { name: 'language', label: w.schedules.language, kind: 'select', options: list(w.schedules.languages), value: language ?? 'cron' },
      {
        name: 'expression', label: w.schedules.expression, value: language ? one.expression : '',
        hint: language ? w.schedules.expressionHint : w.emptyIsUnchanged, check: language && filled(w.schedules.giveExpression),
        below: ({ values }) => html`<${CronPreview} expression=${values.expression} language=${values.language} zone=${values.zone} />`,
      },
      { name: 'zone', label: w.schedules.zone, value: one.timeZone ?? '', hint: w.schedules.zoneHint },
      { name: 'priority', label: w.priority, kind: 'select', options: w.priorityList, value: one.priority },
      { name: 'lane', label: w.lane, value: one.workerLane },
      { name: 'misfire', label: w.schedules.misfire, kind: 'select', options: list(w.schedules.misfires), value: one.misfire },
      { name: 'overlap', label: w.schedules.overlap, kind: 'select', options: list(w.schedules.overlaps), value: one.overlap },
      ...(payload ? [{ name: 'payload', label: w.payload, kind: 'text-area', rows: 6, value: payload, check: json }] : []),
    ],
    run: async ({ reason, ...now }, { patch }) => {
      const other = (found, before) => (found && found !== before ? found : undefined);
      const change = {
        [now.language]: now.language === (language ?? 'cron') ? other(now.expression, language ? one.expression : '')
          : now.expression || undefined,
        timeZone: other(now.zone, one.timeZone),
        priority: other(now.priority, one.priority),
        workerLane: other(now.lane, one.workerLane), misfire: other(now.misfire, one.misfire), overlap: other(now.overlap, one.overlap),
        payload: payload && now.payload !== payload ? parse(now.payload) : undefined,
      };
      refuseNothing(change);
      await patch(`schedules/${one.id}`, { ...change, reason });
      return words.done(nameOf(one));
    },
  });
}
