// The plan card with everything behind it: real Slack client, real daemon, simulated servers. What is pressed on a form
// becomes a new version of the plan, and every copy of the old one says so.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDemo, type Demo } from '../../src/demo/demo.ts';
import { valueOf, elementsOf } from '../../src/demo/workspace/element-values.ts';
import { arrayAt } from '../../src/demo/workspace/json.ts';
import type { WorkspaceMessage } from '../../src/demo/workspace/workspace-state.ts';
import type { Campaign } from '../../src/core/campaign/state.ts';
import type { HostId } from '../../src/core/fleet/ids.ts';
import { silentLog } from '../fakes/silent-log.ts';

const channel = 'C0REBOOTS';
const user = 'U0APPROVER';

let demo: Demo;

beforeAll(async () => {
  demo = await startDemo({
    inventory: 'inventory',
    patienceMs: 50_000,
    port: 0,
    consolePort: 0,
    speed: 20,
    seed: 7,
    language: 'en',
    log: silentLog,
  });
  await demo.workspace.until(() => demo.workspace.messages(channel).length === 1);
  await demo.workspace.until(() => demo.workspace.sockets.count() > 0);
});

afterAll(() => demo.stop());

const cards = (): readonly WorkspaceMessage[] => demo.workspace.messages(channel);
const card = (index = -1): WorkspaceMessage => {
  const found = cards().at(index);
  if (found === undefined) throw new Error('no card');
  return found;
};
const buttons = (message: WorkspaceMessage): readonly string[] =>
  elementsOf(message.blocks).map(({ actionId }) => actionId);
const press = (actionId: string, message = card()) =>
  demo.workspace.click({ user, message: { channel, ts: message.ts }, actionId });
const campaign = async (): Promise<Campaign> => {
  const found = await demo.daemon.runner.campaign(demo.campaign);
  if (found === null) throw new Error('no campaign');
  return found;
};
const modalText = (): string => JSON.stringify(demo.workspace.modals(user));

describe('the plan card', () => {
  it('has its details: the risk of every service, every host in order, page by page', async () => {
    await press('stagger.details');
    await demo.workspace.until(() => demo.workspace.modals(user).length === 1);
    expect(modalText()).toContain('Risk by service');
    const { plan } = (await campaign()).document;
    const seen = new Set<string>();
    for (let page = 1; ; page += 1) {
      for (const { host } of plan.steps) if (modalText().includes(`\`${host}\``)) seen.add(host);
      if (!modalText().includes('stagger.details-next')) break;
      const [, before] = /Page (\d+) of/.exec(modalText()) ?? [];
      await demo.workspace.clickView({ user, place: 'modal', actionId: 'stagger.details-next' });
      await demo.workspace.until(() => !modalText().includes(`Page ${before} of`));
      expect(page).toBeLessThan(50);
    }
    expect([...seen].sort()).toEqual(plan.steps.map(({ host }) => host).sort());

    const posted = () => demo.workspace.files(channel);
    await demo.workspace.clickView({ user, place: 'modal', actionId: 'stagger.details-file' });
    await demo.workspace.clickView({ user, place: 'modal', actionId: 'stagger.details-file' });
    await demo.workspace.until(() =>
      demo.workspace.ephemerals(user).some(({ text }) => text.includes('in the thread already')),
    );
    expect(posted().map(({ name }) => name)).toEqual([`plan-${demo.campaign}-v1.txt`]);
    for (const { host } of plan.steps) expect(posted()[0]?.bytes?.toString()).toContain(host);
    demo.workspace.closeView(user);
  });

  it('edited: shows the change first, then the new version; the old card is replaced and points there', async () => {
    const before = card();
    await press('stagger.edit');
    await demo.workspace.until(() => demo.workspace.modals(user).length === 1);
    const blocks = arrayAt(demo.workspace.modals(user)[0]?.view ?? {}, 'blocks') ?? [];
    const [menu] = elementsOf(blocks).filter(({ actionId }) => actionId === 'hosts');
    expect(valueOf(menu?.element ?? {}, ['0'])).toMatchObject({ selected_options: [{ value: '0' }] });
    const plan = (await campaign()).document.plan;
    const gone = plan.steps[0]?.host ?? '';

    await demo.workspace.submitView({ user, values: { without: ['0'] } });
    await demo.workspace.until(() => modalText().includes('stagger.edit-confirm'));
    expect(modalText()).toContain(`Taken out:* \`${gone}\``);
    expect((await campaign()).document.plan.version).toBe(1);

    expect(await demo.workspace.submitView({ user, values: {} })).toEqual({ kind: 'closed' });
    await demo.workspace.until(() => cards().length === 2 && card(0).text.startsWith('Replaced'));
    expect(buttons(card(0))).toEqual([]);
    expect(card(0).ts).toBe(before.ts);
    expect(card(0).text).toContain(`archives/${channel}/p${card().ts.replace('.', '')}`);
    expect(card().text).toContain('v2, edited by <@U0APPROVER>');
    expect(card().text).not.toContain(`\`${gone}\`: `);
    const after = await campaign();
    expect(after.document.plan.version).toBe(2);
    expect(after.hosts.has(gone as HostId)).toBe(false);
    await demo.workspace.until(() => demo.workspace.thread(channel, card().ts).length > 0);
  });

  it('refuses a click on the version before, and says to look at the newest', async () => {
    const value = `${demo.campaign}|1|${'0'.repeat(64)}`;
    const message = { channel, ts: card(0).ts };
    await demo.workspace.click({ user, message, actionId: 'stagger.approve', value });
    await demo.workspace.until(() =>
      demo.workspace.ephemerals(user).at(-1)?.text.includes('has changed since'),
    );
  });

  it('approved on its newest version runs, and its old copies stay as they are', async () => {
    await press('stagger.approve');
    await demo.workspace.until(() => card().text.startsWith('Rebooting'));
    expect(buttons(card())).toContain('stagger.stop');
    expect(buttons(card(0))).toEqual([]);
  });
});
