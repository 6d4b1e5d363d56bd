// The daily digest in English.

import { plural } from './plural.ts';

export const digest = {
  title: (day: string): string => `Fleet on ${day}`,
  fleet: (up: number, total: number): string => `*${up} of ${plural(total, 'host')} up*`,
  fleetPlain: (up: number, total: number): string => `${up} of ${plural(total, 'host')} up`,
  unreachable: (count: number): string => `${count} unreachable`,
  unknown: (count: number): string => `${count} unknown`,
  overdue: (count: number): string => `Past the maximum uptime: ${count}`,
  noOwner: 'no owner',
  dueSoon: (count: number): string => `Due soon: ${count}`,
  dueLine: (host: string, at: string, owner: string): string => `${host}: by ${at}, ${owner}`,
  nothingDue: (observed: number, total: number): string =>
    `No host is past its maximum uptime or close to it (${observed.toLocaleString('en')} of ${plural(total, 'host')} observed).`,
  findings: 'Placement',
  findingCounts: (critical: number, warning: number, notice: number): string =>
    `${critical} critical, ${plural(warning, 'warning')}, ${plural(notice, 'notice')}`,
  noFindings: 'no findings',
  campaigns: 'Campaigns',
  campaignLine: (campaign: string, phase: string, done: number, total: number): string =>
    `${campaign}: ${phase}, ${done} of ${total} done`,
  waitingLine: (campaign: string, toReboot: number, total: number): string =>
    toReboot === total
      ? `${campaign}: awaiting approval, ${plural(total, 'host')} to reboot`
      : `${campaign}: awaiting approval, ${toReboot.toLocaleString('en')} of ${plural(total, 'host')} to reboot`,
  phases: {
    running: 'running',
    paused: 'paused',
    halted: 'halted, needs a decision',
    stopping: 'stopping',
    ended: 'ended',
  } as Readonly<Record<string, string>>,
  noCampaigns: 'none open',
  missed: (count: number): string =>
    `${plural(count, 'digest')} before this one could not be posted and ${count === 1 ? 'is' : 'are'} not posted later.`,
  overdueOwner: (owner: string, count: number, hosts: string): string => `${owner} (${count}): ${hosts}`,
  overdueHost: (host: string, uptime: string): string => `${host} ${uptime}`,
  new: (count: number): string => `New findings: ${count}`,
  gone: (count: number): string => `Findings that are gone: ${count}`,
  ran: 'Ran since the last digest',
  ranLine: (campaign: string, end: string, done: number, total: number): string =>
    `${campaign}: ${end}, ${done} of ${total} done`,
  ranFailed: (count: number): string => `${count} failed`,
  ends: {
    done: 'done',
    stopped: 'stopped',
    denied: 'denied',
    expired: 'expired',
    voided: 'void',
  } as Readonly<Record<string, string>>,
  unplanned: (count: number): string => `Unplanned reboots: ${count}`,
  unplannedLine: (host: string, at: string, owner: string): string => `${host}: ${at}, ${owner}`,
  leftOut: (count: number): string => `Left out of rotation, and counted as down: ${count}`,
  leftOutLine: (host: string, campaign: string, at: string): string => `${host}: by ${campaign}, since ${at}`,
  next: 'Next, if it is approved at once',
  nextNothing: 'Nothing is due.',
  auditAt: (seq: number, hash: string): string => `Audit trail: ${hash} (entry ${seq.toLocaleString('en')})`,
  chart: {
    title: 'Servers by uptime',
    ok: 'in time',
    dueSoon: 'due soon',
    overdue: 'overdue',
    days: (from: number, to: number | null): string => (to === null ? `${from} d +` : `${from}–${to} d`),
    alt: (overdue: number, dueSoon: number, total: number, oldest: string): string =>
      `Bar chart of uptimes: ${overdue} of ${plural(total, 'server')} overdue, ${dueSoon} due soon. Most are up for ${oldest}.`,
  },
};
