// Every text of the dashboard's actions.
const done = (what) => (name) => `${name}: ${what}.`;

export const acts = {
  revealJob: {
    title: (name) => `Reveal the payload of ${name}?`, action: 'Reveal', text: 'The audit keeps that you have seen it, and why.',
    done: done('shown'),
  },
  cancelJob: {
    title: (name) => `Cancel ${name}?`, action: 'Cancel job', text: 'A job that runs is asked to stop; its handler decides.',
    undo: 'Undo: run it again as a new job.', done: done('cancelled'),
  },
  discardJob: {
    title: (name) => `Discard ${name}?`, action: 'Discard', text: 'It leaves the failures and becomes Cancelled.',
    undo: 'Undo: restore it.',
    done: done('discarded'),
  },
  restoreJob: {
    title: (name) => `Restore ${name}?`, action: 'Restore', text: 'It is Failed again, and can be replayed.', undo: 'Undo: discard it.',
    done: done('restored'),
  },
  runJobNow: {
    title: (name) => `Run ${name} now?`, action: 'Run now', text: 'It is due at once and waits for a free worker.',
    undo: 'Undo, until it starts: change its time.', done: done('due now'),
  },
  changeJob: {
    title: (name) => `Change ${name}`, action: 'Change', text: 'Nothing is changed if a worker takes the job before.',
    undo: 'Undo: change it back. The audit keeps what was.', due: 'Due', done: done('changed'),
  },
  replayJob: {
    title: (name) => `Replay ${name}`, action: 'Replay', text: 'The same job waits again, with all its retries.',
    undo: 'Undo, until it starts: cancel it. The failed attempt keeps its payload.', done: done('waits again'),
  },
  copyJob: {
    title: (name) => `Run ${name} again`, action: 'Run again', text: 'A new job is made of it, without its keys, expiry and schedule.',
    undo: 'Undo, until it starts: cancel the new job.', done: done('runs again as a new job'),
  },
  many: {
    Cancel: {
      title: 'Cancel these jobs?', action: 'Cancel', text: 'Jobs that run are asked to stop.',
      undo: 'Undo: none for all at once; each can be run again as a new job.',
    },
    Change: {
      title: 'Change these jobs', action: 'Change', text: 'Jobs that run stay as they are.', undo: 'Undo: change them back.',
      now: 'Due now',
    },
    Replay: {
      title: 'Replay these jobs?', action: 'Replay', text: 'They wait again, with all their retries.',
      undo: 'Undo: end the operation, and cancel those that wait.',
    },
    Discard: {
      title: 'Discard these jobs?', action: 'Discard', text: 'They leave the failures and become Cancelled.',
      undo: 'Undo: restore them, until they are pruned.',
    },
    Restore: {
      title: 'Restore these jobs?', action: 'Restore', text: 'Those that were discarded are Failed again.', undo: 'Undo: discard them.',
    },
  },
  steer: {
    pause: {
      title: (name) => `Pause this ${name}?`, action: 'Pause', text: 'What it has changed stays changed.', undo: 'Undo: resume it.',
      done: done('paused'),
    },
    resume: {
      title: (name) => `Resume this ${name}?`, action: 'Resume', text: 'It goes on where it was.', undo: 'Undo: pause it.',
      done: done('resumed'),
    },
    cancel: {
      title: (name) => `End this ${name}?`, action: 'End', text: 'What it has changed stays changed.', undo: 'Undo: start another one.',
      done: done('ended'),
    },
  },
  muteFailure: {
    title: 'Mute this group?', action: 'Mute', undo: 'Undo: unmute it.', growth: 'Or until it has grown so many times',
    done: 'The group is muted.',
  },
  unmuteFailure: {
    title: () => 'Unmute this group?', action: 'Unmute', text: 'It is shown again.', undo: 'Undo: mute it.',
    done: () => 'The group is shown again.',
  },
  replayGroup: {
    title: 'Replay this group?', action: 'Replay', first: 'Try first', rate: 'At most a second', rateHint: 'Empty: as fast as it goes.',
    firstHint: 'The rest follows only when these succeed. 0 replays all at once.', giveFirst: 'Give a number. 0 replays all at once.',
    atOnce: (count) => `All${count ? ` ${count}` : ''} are replayed at once. None is tried first.`,
    undo: 'Undo: end the operation, and cancel those that wait.',
  },
  discardGroup: { title: 'Discard this group?', action: 'Discard', undo: 'Undo: restore the jobs, until they are pruned.' },
  pauseLane: {
    title: (name) => `Pause lane ${name}?`, action: 'Pause', text: 'Workers start no more jobs of it. What runs, runs to its end.',
    undo: 'Undo: resume it.', done: done('paused'),
  },
  resumeLane: {
    title: (name) => `Resume lane ${name}?`, action: 'Resume', undo: 'Undo: pause it.', done: done('resumed'),
    text: 'Workers take its jobs again.',
  },
  drainAgent: {
    title: (name) => `Drain agent ${name}?`, action: 'Drain', undo: 'Undo: resume it.', done: done('drained'),
    text: 'It gets no more jobs. What it holds goes to its workers and the master.',
  },
  resumeAgent: {
    title: (name) => `Resume agent ${name}?`, action: 'Resume', text: 'It gets jobs again.', undo: 'Undo: drain it.',
    done: done('resumed'),
  },
  setMode: {
    title: 'Set the mode of the cluster', action: 'Set', undo: 'Undo: set it back.', mode: 'Mode', done: 'The mode is set.',
    text: 'Passive: workers take no jobs. Archive: nothing can be changed, except this.',
    modes: [['', 'as the code has it'], ['Active', 'Active'], ['Passive', 'Passive'], ['Archive', 'Archive']],
  },
  pauseDefinition: {
    title: (name) => `Pause ${name}?`, action: 'Pause', undo: 'Undo: resume it.', done: done('paused'),
    text: 'Workers start no more jobs of it, in any lane.',
  },
  resumeDefinition: {
    title: (name) => `Resume ${name}?`, action: 'Resume', text: 'Workers take its jobs again.', undo: 'Undo: pause it.',
    done: done('resumed'),
  },
  cordonWorker: {
    title: (name) => `Cordon ${name}?`, action: 'Cordon', text: 'It takes no more jobs. What runs, runs to its end.',
    undo: 'Undo: uncordon it.', done: done('cordoned'),
  },
  uncordonWorker: {
    title: (name) => `Uncordon ${name}?`, action: 'Uncordon', text: 'It takes jobs again.', undo: 'Undo: cordon it.',
    done: done('uncordoned'),
  },
  startWorker: {
    title: (name) => `Start ${name}?`, action: 'Start', text: 'It takes jobs again.', undo: 'Undo: stop it.', done: done('starts'),
    cordoned: { text: 'It stays cordoned: it takes no jobs until it is uncordoned.', done: done('starts, and stays cordoned') },
  },
  stopWorker: {
    title: (name) => `Stop ${name}?`, action: 'Stop', text: 'Its jobs are asked to stop when their time is up, and given back.',
    grace: 'Seconds that running jobs may go on', undo: 'Undo: start it.', done: done('stops'),
  },
  setConcurrency: {
    title: (name) => `Slots of ${name}`, action: 'Set', text: 'How many jobs it runs at once, as soon as it hears of it.',
    count: 'Jobs at once',
    hint: 'Empty goes back to what the code configures.', undo: 'Undo: set it back.', done: done('set'),
  },
  overrideLimit: {
    title: (name) => `Override limit ${name}`, action: 'Override', undo: 'Undo: lift the override.', done: done('overridden'),
    text: (settings) => `It lets run: ${settings}. What you leave empty stays so. Jobs that run are not stopped.`,
    key: 'Key', keyHint: 'As "acme": a tenant, lane, definition or key of its own. Empty: the whole limit.', max: 'At once',
    starts: 'Starts', per: 'In so many seconds', burst: 'At once after a pause', lifted: 'it is lifted',
    ownEnd: (text) => `${text}, as it is now`,
  },
  liftLimit: {
    title: (name) => `Lift the override of ${name}?`, action: 'Lift', text: 'The limit is again as the code has it, or as the override '
      + 'of the whole limit does.',
    undo: 'Undo: override it again.', done: done('lifted'), none: 'There was no such override any more.',
  },
  pauseSchedule: {
    title: (name) => `Pause ${name}?`, action: 'Pause', text: 'It fires no more.', undo: 'Undo: resume it.', done: done('paused'),
  },
  resumeSchedule: {
    title: (name) => `Resume ${name}?`, action: 'Resume', text: 'It fires again; what it missed follows its misfire policy.',
    undo: 'Undo: pause it.', done: done('resumed'),
  },
  runSchedule: {
    title: (name) => `Run ${name} now?`, action: 'Run now', text: 'One job of it is made at once. Its own times stay.',
    undo: 'Undo, until it starts: cancel the job.', done: done('runs'),
  },
  changeSchedule: {
    title: (name) => `Change ${name}`, action: 'Change', text: 'A new expression counts its times anew.',
    undo: 'Undo: change it back. The audit keeps what was.', done: done('changed'),
  },
  cancelSchedule: {
    title: (name) => `Cancel ${name}?`, action: 'Cancel schedule',
    text: 'It does not fire again, unless the code makes it anew by its key: pause such a schedule instead. Its jobs stay.',
    undo: 'Undo: none; make it again.', done: done('cancelled'),
  },
};
