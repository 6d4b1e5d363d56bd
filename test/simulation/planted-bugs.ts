// Bugs that such a daemon is known to have had somewhere, and some that this one could have. Each is put in on purpose, and something must find it:
// the simulator, or where it cannot live in there, the tests of the layer that it belongs to.

/** A test by its file below `test/` and its title. */
export type NamedTest = { readonly file: string; readonly title: string };

const between = (title: string): NamedTest => ({
  file: 'simulation/planted-between-ports.sim.test.ts',
  title,
});
const ofPeople = (title: string): NamedTest => ({ file: 'simulation/planted-people.sim.test.ts', title });
const ofRestore = (title: string): NamedTest => ({ file: 'simulation/planted-restore.sim.test.ts', title });
const ofChaos = (title: string): NamedTest => ({
  file: 'simulation/planted-chaos-mode.sim.test.ts',
  title,
});
const inRules = (title: string): NamedTest => ({ file: 'simulation/planted-in-rules.sim.test.ts', title });

export const plantedBugs: Readonly<Record<string, readonly [NamedTest, ...NamedTest[]]>> = {
  'skip the re-check before send': [inRules('the conditions are not asked again before the reboot is sent')],
  'count unreachable as up': [inRules('an unreachable host counts as up')],
  'forget unplanned failures': [inRules('unplanned loss is forgotten: only hosts in flight are counted')],
  '`>` instead of `>=` at the limit': [inRules('one more than the limit may go')],
  'compare rack by name instead of id': [
    inRules('zones are told apart by their short names: two of them are one'),
  ],
  'approval keyed by plan id instead of hash': [
    between('an approval is of a plan by its name, not by its digest'),
  ],
  'expiry checked only at click time': [inRules('the expiry of an approval is checked only at the click')],
  'write result before intent': [between('the record of a reboot is written after the reboot is sent')],
  'retry on timeout': [between('a reboot whose answer was lost is sent again')],
  'lease expiry frees a slot of a host that is still down': [
    inRules('a lease expires: a host that is long on its way frees its slot'),
  ],
  'UTC instead of zone': [inRules('windows are read in UTC')],
  'wrap window by weekday of the instant': [
    inRules('a window past midnight belongs to the day that it is, not to the day it began'),
  ],
  'digest marked done before it is posted': [between('the digest is marked as posted before it is wanted')],
  'outbox without key': [
    between('a post whose answer was lost is not looked for before it is posted again'),
    between('messages are posted without their key'),
  ],
  '`setTimeout` above 2^31': [
    { file: 'adapters/node/system-clock.unit.test.ts', title: 'of more than 2^31 ms does not end at once' },
  ],
  'ignore failed fsync': [
    between('a write that failed is taken for done (a failed fsync is ignored)'),
    {
      file: 'adapters/sql/durability.int.test.ts',
      title: 'a file is opened in WAL with synchronous=FULL, and both are what SQLite itself says',
    },
  ],
  'leader check only at start': [
    between('the lock is taken at the start and then let go of: a second daemon runs'),
    {
      file: 'adapters/sql/daemon-lock.int.test.ts',
      title: 'is held by one process at a time and never outlives it',
    },
  ],
  'boot id from garbage output accepted': [between('an error text is taken for a boot id')],
  'integer-like host names reorder object keys': [
    {
      file: 'simulation/planted-in-names.sim.test.ts',
      title: 'hosts are kept in an object, whose keys are sorted as integers: it is found',
    },
  ],
  'unhandled rejection swallowed': [
    inRules('an outcome that cannot be written is forgotten (a swallowed rejection)'),
    {
      file: 'app/unhandled-rejection.int.test.ts',
      title: 'a rejection that nobody handled ends the process with an error',
    },
  ],
  'an edit keeps the approvals of the version before': [
    ofPeople('an edit keeps the approvals of the version before'),
  ],
  'a withdrawn approval counts on': [ofPeople('a withdrawn approval counts on')],
  'a button of an older version approves the newer one': [
    ofPeople('a button of an older version approves the one in force'),
  ],
  'approvers of a service are not asked': [ofPeople('the approvers of a service are not asked')],
  'who has left the team counts on': [ofPeople('who has left the team counts on')],
  'what a restored record had begun goes on': [ofRestore('what a restored record had begun goes on')],
  'the epoch is the same at each start': [ofRestore('the epoch is the same at each start')],
  'the epoch is counted on from the database alone': [
    ofRestore('the epoch is counted on from the database alone'),
  ],
  'the weight of a ramp that an older record forgot stays': [
    ofRestore('the weight of a ramp that an older record forgot stays'),
  ],
  'what other campaigns rebooted today is not counted': [
    inRules('what other campaigns rebooted today is not counted'),
  ],
  'a host that does not come back is waited for without end': [
    inRules('a host that does not come back is waited for without end'),
  ],
  'a hypervisor goes by its own windows, whatever those of its guests are': [
    inRules('a hypervisor goes by its own windows, whatever those of its guests are'),
  ],
  'guests stay in their load balancers when their hypervisor goes': [
    inRules('guests stay in their load balancers when their hypervisor goes'),
  ],
  'what was drained for a reboot that is called off stays drained': [
    inRules('what was drained for a reboot that is called off stays drained'),
  ],
  'a host goes while its hypervisor or a guest of it is out of service': [
    inRules('a host goes while its hypervisor or a guest of it is out of service'),
  ],
  'a guest that falls with its hypervisor rebooted by itself': [
    inRules('a guest that falls with its hypervisor rebooted by itself'),
  ],
  'the cap on hosts down in the fleet is ignored': [inRules('the cap on hosts down in the fleet is ignored')],
  'a cap in percent is ignored': [inRules('a cap in percent is ignored')],
  'a changed inventory is heeded late': [between('a changed inventory is heeded only minutes later')],
  'chaos mode ignores the opt-in': [ofChaos('a service that did not opt in loses a host to chaos mode')],
  'chaos mode draws beside a campaign': [
    ofChaos('chaos mode draws beside a campaign that is open, and in an incident'),
  ],
  'chaos mode draws twice in the same hours': [ofChaos('chaos mode draws again in the same hours')],
};
