// Reads from the API for a component. If a later read fails, the old data stays on screen, marked as old.
import { clusterPath, get } from './api.js';
import { serverNow } from './clock.js';
import { useCallback, useEffect, useRef, useState } from './html.js';
import { live } from './live.js';
import { oneAtATime } from './oneatatime.js';
import { route } from './router.js';
import { useValue } from './value.js';

const shortest = 2_000;

/**
 * path: below the cluster; null reads nothing. every: milliseconds between two reads while the page is visible.
 * read: reads the path in another way than by one call.
 * on: topics of the live stream whose events trigger a read. keeps: the old data stays while another path is read.
 */
export function useGet(path, { every = 0, on = '', keeps = false, read = get } = {}) {
  const { cluster } = useValue(route);
  const key = path === null ? null : clusterPath(path);
  const [state, setState] = useState({ key: null, data: null, error: null, at: 0 });
  const reading = useRef(null);

  // A slow read is waited for: if each event broke it off, a busy page would never get an answer.
  const reload = useCallback(async () => reading.current?.(), [key]);
  useEffect(() => {
    if (key === null) return undefined;
    const mine = new AbortController();
    reading.current = oneAtATime(async () => {
      if (mine.signal.aborted) return;
      try {
        const data = await read(key, { signal: mine.signal });
        if (!mine.signal.aborted) setState({ key, data, error: null, at: serverNow() });
      } catch (error) {
        if (mine.signal.aborted) return;
        setState((known) => (known.key === key || keeps ? { ...known, key, error } : { key, data: null, error, at: 0 }));
      }
    });
    reload();
    return () => {
      mine.abort();
      reading.current = null;
    };
  }, [key]);

  useEffect(() => {
    if (!every) return undefined;
    let timer = 0;
    let isOver = false;
    const next = () => {
      timer = setTimeout(async () => {
        if (document.visibilityState === 'visible') await reload();
        if (!isOver) next();
      }, every * (0.9 + Math.random() * 0.2));
    };
    next();
    const seen = () => document.visibilityState === 'visible' && reload();
    document.addEventListener('visibilitychange', seen);
    return () => {
      isOver = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [reload, every]);

  useEffect(() => {
    if (!on) return undefined;
    let timer = 0;
    const leave = live.onEvent((name) => {
      if (name === 'reload' || on.split(',').includes(name)) timer ||= setTimeout(() => { timer = 0; reload(); }, shortest);
    });
    return () => {
      clearTimeout(timer);
      leave();
    };
  }, [reload, on, cluster]);

  const isMine = state.key === key || (keeps && state.data !== null);
  return {
    data: isMine ? state.data : null, error: isMine ? state.error : null, at: isMine ? state.at : 0,
    isLoading: !isMine, isStale: isMine && state.data !== null && state.error !== null, reload,
  };
}
