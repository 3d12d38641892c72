// Reads all schedules, which the API lists by their ids.
import { getHere, queryOf } from './api.js';
import { serverNow } from './clock.js';
import { useEffect, useState } from './html.js';
import { route } from './router.js';
import { useValue } from './value.js';

const pageSize = 1000;
const mostPages = 20;
const between = 30_000;
const often = 2_000;

/** All pages; read again every half minute, less often if there are more. */
export function useSchedules(state) {
  const { cluster } = useValue(route);
  const [found, setFound] = useState({ data: null, error: null, at: 0 });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const mine = new AbortController();
    let timer = 0;
    const readAll = async () => {
      const list = [];
      let cursor;
      for (let page = 0; page < mostPages; page++) {
        const answer = await getHere(`schedules${queryOf({ state, limit: pageSize, cursor })}`, { signal: mine.signal });
        list.push(...answer.schedules);
        cursor = answer.next;
        if (!cursor) break;
      }

      return list;
    };
    const again = (count) => {
      timer = setTimeout(() => {
        if (document.visibilityState === 'visible') setTurn((turns) => turns + 1);
        else again(count);
      }, between * Math.max(1, count / often));
    };
    readAll().then(
      (data) => {
        if (mine.signal.aborted) return;
        setFound({ data, error: null, at: serverNow() });
        again(data.length);
      },
      (error) => {
        if (mine.signal.aborted) return;
        setFound((known) => ({ ...known, error }));
        again(0);
      });
    return () => {
      mine.abort();
      clearTimeout(timer);
    };
  }, [state, turn, cluster]);
  return {
    ...found, isLoading: found.data === null && found.error === null, isStale: found.data !== null && found.error !== null,
    reload: () => setTurn((count) => count + 1),
  };
}
