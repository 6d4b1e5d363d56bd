// What is ahead: the weeks of the forecast, and the calendar with windows, freezes and campaigns.

import { setImmediate } from 'node:timers/promises';
import type { Hono } from 'hono';
import { DAY_MS, MINUTE_MS, type Instant } from '../../core/brand.ts';
import { agendaOf, narrowedHosts } from '../../core/calendar/agenda.ts';
import type { Fleet } from '../../core/fleet/fleet.ts';
import { forecastSteps, type Forecast, type ForecastQuestion } from '../../core/uptime/forecast.ts';
import { calendarTable, weeksTable } from '../../views/csv/judgement-rows.ts';
import { calendarPage } from '../../views/html/console/calendar-page.ts';
import { forecastPage, weekLabels } from '../../views/html/console/forecast-page.ts';
import { calendarCampaigns } from '../../views/json/campaign-json.ts';
import { calendarJson } from '../../views/terminal/calendar-table.ts';
import { addDownloads, CAMPAIGNS_SHOWN, frameOf, type ConsoleOptions } from './console-frame.ts';

const WEEKS_AHEAD = 26;
const DAYS_AHEAD = 60;
/** Weeks ahead do not change within a minute, and playing them through takes some time for thousands of hosts. */
const FORECAST_KEPT_MS = MINUTE_MS;

export function addTimeRoutes(app: Hono, options: ConsoleOptions): void {
  addForecast(app, options);
  addCalendar(app, options);
}

function addForecast(app: Hono, options: ConsoleOptions): void {
  const { reader } = options;
  let known: { readonly fleet: Fleet; readonly at: Instant; readonly answer: Promise<Forecast> } | null =
    null;
  const ahead = (): Promise<Forecast> => {
    const [fleet, at] = [reader.fleet(), reader.now()];
    if (known?.fleet === fleet && at - known.at < FORECAST_KEPT_MS && at >= known.at) return known.answer;
    const answer = forecastInSlices({ fleet, snapshot: reader.snapshot(), now: at, weeks: WEEKS_AHEAD });
    const kept = { fleet, at, answer };
    known = kept;
    answer.catch(() => {
      if (known === kept) known = null;
    });
    return answer;
  };
  app.get('/forecast', async (context) => {
    const frame = frameOf(options);
    const hosts = reader.fleet().hosts.size;
    const answer = await ahead();
    const { forecastChart } = await import('../../views/charts/forecast-chart.ts');
    const drawn = forecastChart(answer.weeks, weekLabels(frame, answer));
    return context.html(forecastPage(frame, { forecast: answer, hosts }, drawn));
  });
  addDownloads(app, '/forecast', async () => {
    const answer = await ahead();
    return { shape: 'forecast/1', data: { ...answer }, table: weeksTable(answer.weeks) };
  });
}

/** The daemon decides about hosts between one week and the next. */
async function forecastInSlices(question: ForecastQuestion): Promise<Forecast> {
  const steps = forecastSteps(question);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    await setImmediate();
  }
}

function addCalendar(app: Hono, options: ConsoleOptions): void {
  const { reader } = options;
  const ahead = async () => {
    const fleet = reader.fleet();
    const now = reader.now();
    const range = { fromAt: now, untilAt: now + DAYS_AHEAD * DAY_MS };
    return {
      now,
      agenda: agendaOf(fleet, range),
      narrowed: narrowedHosts(fleet, range),
      freezes: fleet.freezes.filter(({ fromAt, untilAt }) => fromAt < range.untilAt && now < untilAt),
      unread: fleet.unreadFreezes,
      campaigns: await reader.campaigns(CAMPAIGNS_SHOWN),
      zoneDataVersion: process.versions['tz'] ?? 'unknown',
    };
  };
  app.get('/calendar', async (context) =>
    context.html(calendarPage(frameOf(options), { days: DAYS_AHEAD, ...(await ahead()) })),
  );
  addDownloads(app, '/calendar', async () => {
    const all = await ahead();
    const { agenda, campaigns, freezes, narrowed, now, unread, zoneDataVersion } = all;
    return {
      shape: 'calendar/1',
      data: {
        ...calendarJson(agenda, { freezes, unread, narrowed }, zoneDataVersion),
        campaigns: calendarCampaigns(campaigns, now),
      },
      table: calendarTable(all),
    };
  });
}
