// Operations on many jobs, with their progress.
import { steerOperation } from '../lib/acts.js';
import { getHere, queryOf } from '../lib/api.js';
import { html, useRef, useState } from '../lib/html.js';
import { useLive } from '../lib/live.js';
import { useGet } from '../lib/load.js';
import { w } from '../lib/words.js';
import { Empty, Loaded, Panel } from '../parts/basics.js';
import { notify } from '../parts/dialog.js';
import { Progress } from '../parts/progress.js';

export function Operations({ may }) {
  const now = useLive('operations')('operations');
  const read = useGet('operations?limit=50', { every: 30_000 });
  const [older, setOlder] = useState({ list: [], next: undefined });
  const known = useRef(new Map());
  const next = older.next === undefined ? read.data?.next : older.next;
  const more = async () => {
    try {
      const page = await getHere(`operations${queryOf({ limit: 50, cursor: next })}`);
      setOlder((before) => ({ list: [...before.list, ...page.operations], next: page.next ?? null }));
    } catch (error) {
      notify(error.message, 'bad');
    }
  };
  const from = now ? { ...read, data: now, isLoading: false } : read;
  return html`<div class="page-head"><h1>${w.pages.operations}</h1></div>
    <${Loaded} from=${from} lines=${6}>${(data) => {
      // The newest come live; operations that they push out of the list stay on the page.
      for (const one of [...older.list.filter((found) => !known.current.has(found.id)), ...data.operations]) known.current.set(one.id, one);
      const all = [...known.current.values()].sort((one, other) => Date.parse(other.createdAt) - Date.parse(one.createdAt));
      return all.length === 0 ? html`<${Empty} title=${w.operations.none} text=${w.operations.noneText} />`
        : html`<${Panel} title=${w.operations.newest}>${all.map((one) => html`
            <${Progress} key=${one.id} operation=${one} may=${may} steer=${steerOperation} done=${read.reload} />`)}<//>
          ${next && html`<button type="button" class="load-more" onClick=${more}>${w.loadMore}</button>`}`;
    }}<//>`;
}
