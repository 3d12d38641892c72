// Each page by its name in the address, with the permission it needs.
import { html } from '../lib/html.js';
import { Audit } from './audit.js';
import { Definition, Definitions } from './definitions.js';
import { Failure, Failures } from './failures.js';
import { Job } from './job.js';
import { Jobs } from './jobs.js';
import { Lanes } from './lanes.js';
import { Limits } from './limits.js';
import { Operations } from './operations.js';
import { Overview } from './overview.js';
import { Schedule, Schedules } from './schedules.js';
import { Submit } from './submit.js';
import { Workers } from './workers.js';

/** A list page, or the page of one item if the address names it. */
const both = (needs, Many, One, name) => ({
  needs, draw: ({ argument, may }) => (argument ? html`<${One} ...${{ [name]: argument }} may=${may} />` : html`<${Many} may=${may} />`),
});
const single = (needs, Only) => ({ needs, isAlone: true, draw: ({ may }) => html`<${Only} may=${may} />` });

export const pages = {
  overview: single('whole', Overview), jobs: both('read', Jobs, Job, 'id'), failures: both('whole', Failures, Failure, 'fingerprint'),
  schedules: both('read', Schedules, Schedule, 'id'), lanes: single('whole', Lanes), workers: single('whole', Workers),
  definitions: both('readDefinitions', Definitions, Definition, 'id'), operations: single('whole', Operations),
  audit: single('whole', Audit), limits: single('whole', Limits),
  submit: { needs: 'submit', draw: ({ argument, may }) => html`<${Submit} id=${argument} may=${may} />` },
};
