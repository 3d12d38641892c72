// The reader's place: #/cluster/page/argument?query. It is after the hash, so no server needs to know the pages.
import { value } from './value.js';

export const route = value(read());

function read() {
  const [path, query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  const [cluster = '', page = '', ...rest] = path.split('/').map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  });
  return { cluster, page: page || 'overview', argument: rest.join('/'), query: Object.fromEntries(new URLSearchParams(query)) };
}

addEventListener('hashchange', () => route.set(read()));

export function address(cluster, page, argument = '', query = {}) {
  const given = Object.entries(query).filter(([, one]) => one !== undefined && one !== null && one !== '');
  const path = [cluster, page, ...(argument ? [argument] : [])].map(encodeURIComponent).join('/');
  return `#/${path}${given.length > 0 ? `?${new URLSearchParams(given)}` : ''}`;
}

/** The address of a page of the current cluster. */
export const to = (page, argument, query) => address(route.get().cluster, page, argument, query);

export function go(page, argument, query) {
  location.hash = to(page, argument, query);
}

/** Changes the query as a choice of the reader; the Back button of the browser undoes it. */
export function changeQuery(query) {
  history.pushState(null, '', withQuery(query));
  route.set(read());
}

/** Changes the query while the reader types, without a step in the browser's history for each letter. */
export function replaceQuery(query) {
  history.replaceState(null, '', withQuery(query));
  route.set(read());
}

function withQuery(query) {
  const { cluster, page, argument } = route.get();
  return address(cluster, page, argument, query);
}
