// One connection to the API's stream of server-sent events, read with fetch.
import { clusterPath, headers, Problem, queryOf, urlOf } from './api.js';

/** The server sends at least a comment every 15 seconds. */
const longestSilence = 40_000;

/** Resolves when the stream has ended; reports each event and each sign of life. */
export async function listen(topics, { signal, lastId, onEvent, onLife }) {
  const silence = new AbortController();
  let timer = 0;
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), longestSilence);
    onLife();
  };
  timer = setTimeout(() => silence.abort(), longestSilence);
  try {
    const response = await fetch(urlOf(clusterPath('stream') + queryOf({ topics })), {
      signal: AbortSignal.any([signal, silence.signal]), cache: 'no-store', redirect: 'error',
      headers: headers(lastId ? { 'Last-Event-ID': lastId } : {}),
    });
    if (!response.ok) throw new Problem(response.status, 'stream', `${response.status} ${response.statusText}`);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      alive();
      text += value;
      let end;
      while ((end = text.indexOf('\n\n')) >= 0) {
        const event = read(text.slice(0, end));
        text = text.slice(end + 2);
        if (event.name) onEvent(event);
      }
    }
  } finally {
    clearTimeout(timer);
  }
}

function read(block) {
  const event = { name: '', id: '', data: '' };
  for (const line of block.split('\n')) {
    if (line.startsWith('event: ')) event.name = line.slice(7);
    else if (line.startsWith('id: ')) event.id = line.slice(4);
    else if (line.startsWith('data: ')) event.data += line.slice(6);
  }

  return event;
}
