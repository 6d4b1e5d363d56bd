// How much somebody waits for a message: asked before it is rendered, from what is known in memory. A campaign or an
// incident that is over is not known any more or says so; what it shows last goes first.

import type { Campaign } from '../core/campaign/state.ts';
import type { Incident } from '../core/incident/incident.ts';
import type { MessageSubject } from '../ports/store.ts';
import type { Urgency } from './delivery-pace.ts';

export function urgencyOf(
  subject: MessageSubject,
  known: { readonly open: readonly Campaign[]; readonly incidents: readonly Incident[] },
): Urgency {
  switch (subject.kind) {
    case 'campaign-card': {
      const campaign = known.open.find(({ id }) => id === subject.campaign);
      if (campaign === undefined || subject.planVersion < campaign.document.plan.version) return 'final';
      return campaign.phase.kind === 'running' ? 'progress' : 'news';
    }
    case 'incident': {
      const incident = known.incidents.find(({ id }) => id === subject.incident);
      return incident?.phase.kind === 'open' ? 'progress' : 'final';
    }
    case 'owner-message':
      return known.open.some(({ id }) => id === subject.campaign) ? 'progress' : 'final';
    case 'campaign-note':
    case 'chaos-draw':
    case 'daily-digest':
    case 'host-note':
    case 'incident-note':
    case 'inventory-note':
    case 'placement-audit':
    case 'reminder':
      return 'news';
  }
}
