// What chaos mode would have rebooted, on the leash that only tells.

import type { ChaosDraw } from '../../core/chaos/chaos-draw.ts';
import { drawNote } from '../../core/chaos/draw-host.ts';
import type { Catalogue } from '../text/en.ts';
import { chanceText } from './draw-text.ts';
import { code } from './mrkdwn.ts';
import { worstText } from './plan-card.ts';
import { context, header, section, type SlackMessage } from './slack-message.ts';

export function renderChaosDraw(draw: ChaosDraw, text: Catalogue): SlackMessage {
  const { chaos } = text;
  const note = drawNote(draw.urn, draw.host, draw.seed);
  const would = chaos.would(code(draw.host), text.days(draw.uptimeMs), text.duration(draw.expectedMs));
  const hurt = text.label(chaos.hurt, worstText(draw.worst, text));
  const leash = chaos.leash(code('chaos.leash: propose'), code('settings.yaml'));
  const said = [`*${would}*\n${chanceText(note, text)}`, hurt, chaos.ask];
  const footer = [leash, chaos.seed(code(draw.seed))].join(' · ');
  return {
    text: [chaos.reportTitle, ...said, footer].join('\n').replaceAll('*', ''),
    blocks: [header(chaos.reportTitle), ...said.map((part) => section(part)), context(footer)],
  };
}
