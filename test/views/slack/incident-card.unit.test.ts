import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../../src/core/brand.ts';
import type { HostId, HostNoteId } from '../../../src/core/fleet/ids.ts';
import { replayHostNote, type HostNote } from '../../../src/core/incident/host-note.ts';
import type { HostNoteEvent, IncidentEvent } from '../../../src/core/incident/event.ts';
import { renderHostNote } from '../../../src/views/slack/host-note-card.ts';
import { renderIncident } from '../../../src/views/slack/incident-card.ts';
import { renderIncidentNote } from '../../../src/views/slack/incident-note.ts';
import { MAX_BLOCK_CHARS, MAX_BLOCKS, MAX_TEXT_CHARS } from '../../../src/views/slack/slack-message.ts';
import { catalogues } from '../../../src/views/text/language.ts';
import { loss, sampleEpisodeEvents } from '../../fakes/sample-episodes.ts';
import { closedReport, hugeReports, lostAt, openReport, sampleHits } from '../../fakes/sample-incident.ts';

const { en, ko } = catalogues;

describe('the message of an incident', () => {
  const { text, blocks } = renderIncident(openReport, en);

  it('says what is lost, what it hits, who is called and what is held, in its text alone', () => {
    for (const part of [
      'Incident: rack `r12`.',
      '4 hosts lost since <!date^',
      '1 down · 2 back, not serving yet · 1 serving',
      '`store-web`: below minimum, 2 of 5 up (minimum 3)',
      'At the worst moment:\n• `publishing-web`: down, because it needs `storage`',
      '`mysql-02`: `store-db`, replication: 1,412 s behind',
      'Asking the services of `redis-01`',
      '<@U0STORE> (`store`): `store-web`, 1 host',
      '<#C0DBA> (`dba`): 1 host',
      'no owner: 1 host',
      'Hosts down:\n`web-02`',
      'Campaigns held: `c-1`. No campaign starts a reboot until this is over.',
    ])
      expect(text).toContain(part);
    expect(JSON.stringify(blocks)).toContain('stagger incidents i-7');
  });

  it('ends as a report with lengths and a timeline', () => {
    const closed = renderIncident(closedReport, en).text;
    for (const part of [
      'Incident over: rack `r12`.',
      'From the first loss to the last service: 31 min. Noticed after 12 s.',
      'Longest: `mysql-02`, 31 min',
      'Campaigns go on.',
    ])
      expect(closed).toContain(part);
    const words = closed.slice(closed.indexOf('Timeline:')).split('\n').slice(1);
    expect(words.map((line) => line.replace(/^<!date[^>]*> /, ''))).toEqual([
      'lost: `mysql-02`, `redis-01`, `web-01`, and 1 more',
      'it is rack `r12`',
      'hit: `store-web`: below minimum, 2 of 5 up (minimum 3); `publishing-web`: down, because it needs `storage`',
      'answers again: `mysql-02`, `redis-01`, `web-01`',
      'serves again: `web-01`',
      'back, but not serving: `mysql-02`: `store-db`, replication: 1,412 s behind',
      'answers again: `web-02`',
      'serves again: `web-02`, `redis-01`, `mysql-02`',
      'over',
    ]);
  });

  it('says that Stagger is blind, not that the fleet is lost', () => {
    const incident = { ...openReport.incident, cause: { kind: 'blind' } as const };
    const blind = renderIncident({ ...openReport, incident }, en).text;
    expect(blind).toContain('Stagger cannot see the fleet.');
    expect(blind).toContain('look there first');
    expect(renderIncident({ ...openReport, incident }, ko).text).toContain('Stagger 쪽 네트워크');
  });

  it.each(['en', 'ko'] as const)('fits with a thousand hosts of the worst names in %s', (language) => {
    for (const report of hugeReports()) {
      const huge = renderIncident(report, catalogues[language]);
      expect(huge.blocks.length).toBeLessThanOrEqual(MAX_BLOCKS);
      expect(JSON.stringify(huge.blocks).length).toBeLessThanOrEqual(MAX_BLOCK_CHARS);
      expect(huge.text.length).toBeLessThanOrEqual(MAX_TEXT_CHARS);
      expect(huge.text).not.toMatch(/<!(channel|here)>/);
      for (const { event } of report.incident.events.filter((_, index) => index < 6 || index > 402)) {
        const note = renderIncidentNote(
          { report, events: [event], newOwners: report.owners },
          catalogues[language],
        );
        expect(note.text.length).toBeLessThanOrEqual(2_900);
        expect(note.text).not.toMatch(/<!(channel|here)>/);
      }
    }
  });
});

describe('a reply in the thread', () => {
  it('can be made of every event', () => {
    for (const event of Object.values(sampleEpisodeEvents))
      if ('incident' in event)
        for (const language of [en, ko]) {
          const { text } = renderIncidentNote(
            { report: closedReport, events: [event], newOwners: [] },
            language,
          );
          expect(text).not.toMatch(/undefined|NaN|\[object/);
        }
  });

  it('tells what came together in one sentence, each host once', () => {
    const noted = (events: readonly IncidentEvent[]): string =>
      renderIncidentNote({ report: openReport, events, newOwners: [] }, en).text;
    const lost = sampleEpisodeEvents['incident-hosts-lost'];
    const also = { ...lost, hosts: [...lost.hosts, loss('web-77', lostAt)] };
    expect(noted([lost, also, lost])).toBe('2 more hosts lost.');
    expect(noted([lost, sampleEpisodeEvents['incident-cause-changed'], also])).toBe(en.incident.note.blind);
    const judged = sampleEpisodeEvents['incident-host-judged'];
    const other = { ...judged, host: 'web-77' as HostId };
    expect(noted([judged, other])).toMatch(/^Back, but not serving: .*; `web-77`: .*\.$/);
  });

  it('mentions those who are to be called now and were not before', () => {
    const event = sampleEpisodeEvents['incident-hosts-lost'];
    const note = renderIncidentNote(
      { report: openReport, events: [event], newOwners: openReport.owners },
      en,
    );
    expect(note.text).toBe('1 more host lost.\nAlso to call: <@U0STORE>, <#C0DBA>.');
  });
});

describe('a note to an owner', () => {
  const noteOf = (...events: readonly HostNoteEvent[]): HostNote => {
    const note = replayHostNote(events.map((event, index) => ({ at: lostAt + index * MINUTE_MS, event })));
    if (note === null) throw new Error('no note');
    return note;
  };
  const lost: HostNoteEvent = { ...sampleEpisodeEvents['host-lost'], loss: loss('web-01', lostAt) };

  it('says since when the host is away and what that does', () => {
    const { text } = renderHostNote(noteOf(lost), sampleHits.slice(0, 1), en);
    expect(text).toContain('*`web-01` does not answer*');
    expect(text).toMatch(/`web-01` has not answered since <!date.*\(last seen <!date/);
    expect(text).toContain('`store-web`: below minimum, 2 of 5 up (minimum 3)');
  });

  it('mentions a user group that owns one of its hosts', () => {
    const { text } = renderHostNote(noteOf(lost), [], en, ['S0DBATEAM']);
    expect(text).toContain('Owner, please look: <!subteam^S0DBATEAM>');
  });

  it('says when it is back, and whether it rebooted', () => {
    const returned = (boot: 'same' | 'new'): string =>
      renderHostNote(noteOf(lost, { ...sampleEpisodeEvents['host-returned'], boot }), [], en).text;
    expect(returned('same')).toContain('after 60 s. It did not reboot');
    expect(returned('new')).toContain('It rebooted, and nobody asked for that.');
    const { text } = renderHostNote(noteOf(sampleEpisodeEvents['host-rebooted']), [], en);
    expect(text).toContain('*`web-02` rebooted by itself*');
  });

  it('says that it comes and goes', () => {
    const flapping = noteOf(lost, sampleEpisodeEvents['host-returned'], lost);
    expect(renderHostNote(flapping, [], en).text).toContain('Lost 2 times in a row');
  });

  it.each(['en', 'ko'] as const)('fits with a thousand hosts in %s', (language) => {
    const many = Array.from({ length: 1_000 }, (_, index): HostNoteEvent => ({
      ...lost,
      note: 'n' as HostNoteId,
      loss: { ...lost.loss, host: `<!here>${'&'.repeat(200)}${index}` as HostId },
    }));
    const hits = hugeReports()[0]?.now ?? [];
    const { text, blocks } = renderHostNote(noteOf(...many), hits, catalogues[language]);
    expect(text.length).toBeLessThanOrEqual(3_000);
    expect(JSON.stringify(blocks).length).toBeLessThanOrEqual(MAX_BLOCK_CHARS);
    expect(text).not.toMatch(/<!here>/);
  });
});
