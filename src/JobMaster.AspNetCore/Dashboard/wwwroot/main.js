// Finds out who the reader is, then draws the page that the address names.
import { isSignedOut } from './lib/api.js';
import { visible } from './lib/format.js';
import { html, render, useEffect, useErrorBoundary } from './lib/html.js';
import { listenToKeys } from './lib/keys.js';
import { live } from './lib/live.js';
import { address, route } from './lib/router.js';
import { ask, clusterOf, keepAsking, me, meProblem, useMay } from './lib/session.js';
import './lib/theme.js';
import { useValue } from './lib/value.js';
import { w } from './lib/words.js';
import { Empty, ProblemBox, Skeleton } from './parts/basics.js';
import { Dialogs, Notices } from './parts/dialog.js';
import { Overlays } from './parts/overlays.js';
import { Shell } from './parts/shell.js';
import { SignIn } from './parts/signin.js';
import { pages } from './pages/pages.js';

function App() {
  const answer = useValue(me);
  const problem = useValue(meProblem);
  const isOut = useValue(isSignedOut);
  const here = useValue(route);
  const cluster = clusterOf(answer, here.cluster);
  const caller = answer && [answer.name, answer.permissions, answer.tenants, answer.definitions].join(' ');
  useEffect(() => {
    if (answer && !cluster && !here.cluster && answer.clusters.length > 0) location.replace(address(answer.clusters[0].id, 'overview'));
    if (answer && cluster) live.start(caller);
  }, [caller, here.cluster]);
  if (!answer) {
    if (isOut) return html`<${SignIn} problem=${problem} />`;
    return html`<main class="sign-in">${problem ? html`<${ProblemBox} problem=${problem} retry=${ask} />` : html`<${Skeleton} />`}</main>`;
  }

  if (answer.clusters.length === 0) return html`<main class="sign-in"><${Empty} title=${w.noCluster} /></main>`;
  if (cluster) return html`<${Inside} here=${here} />`;
  if (!here.cluster) return null;
  const first = answer.clusters[0].id;
  return html`<main class="sign-in"><${Empty} title=${w.noSuchCluster(visible(here.cluster))} />
    <p><a href=${address(first, 'overview')}>${w.toFirst(visible(first))}</a></p></main>`;
}

function Inside({ here }) {
  const may = useMay();
  return html`<${Shell} may=${may}><${Page} key=${`${here.cluster} ${here.page} ${here.argument}`} here=${here} may=${may} /><//>
    <${Dialogs} /><${Overlays} may=${may} /><${Notices} />`;
}

function Page({ here, may }) {
  const [failure, again] = useErrorBoundary((error) => console.error(error));
  const page = Object.hasOwn(pages, here.page) ? pages[here.page] : null;
  if (failure) return html`<h1>${w.broken}</h1><${ProblemBox} problem=${{ message: failure.message }} retry=${again} />`;
  if (!page || (page.isAlone && here.argument)) return html`<h1>${w.noPage}</h1><${Empty} title=${w.noPageText} />`;
  if (here.page === 'overview' && !may.whole) location.replace(address(here.cluster, may.read ? 'jobs' : 'submit'));
  if (!may[page.needs]) return html`<h1>${w.mayNot}</h1><${Empty} title=${w.mayNotText} />`;
  return page.draw({ argument: here.argument, may });
}

listenToKeys();
keepAsking();
ask().then(() => {
  const place = document.getElementById('app');
  place.textContent = '';
  render(html`<${App} />`, place);
});
