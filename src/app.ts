import type { FastifyInstance } from 'fastify';
import type { TuningService } from './core/advice/tuning-service.ts';
import type { UsageMemory } from './core/advice/usage-memory.ts';
import type { FeedbackService } from './core/analytics/feedback-service.ts';
import type { Reports } from './core/analytics/report.ts';
import type { Rooms } from './core/collaboration/rooms.ts';
import type { IngestService } from './core/ingest/ingest-service.ts';
import type { KeyService } from './core/keys/key-service.ts';
import type { Tickets } from './core/keys/tickets.ts';
import type { LearnedQueries } from './core/learning/learned-queries.ts';
import type { NextQueries } from './core/learning/next-queries.ts';
import type { UsageReports } from './core/limiter/usage-report.ts';
import type { PastQueries } from './core/query/past-queries.ts';
import type { QueryService } from './core/query/query-service.ts';
import type { RecentTraces } from './core/query/recent-traces.ts';
import type { QueryPorts } from './core/query/stage.ts';
import { abTestFeature } from './features/ab-test/routes.ts';
import { analyticsFeature } from './features/analytics/routes.ts';
import { bookmarksFeature } from './features/bookmarks/routes.ts';
import { chainsFeature } from './features/chains/routes.ts';
import { collaborateFeature } from './features/collaborate/routes.ts';
import { compareFeature } from './features/compare/routes.ts';
import { debugFeature } from './features/debug/routes.ts';
import { type DelightParts, delightFeature } from './features/delight/routes.ts';
import { documentsFeature } from './features/documents/routes.ts';
import { enhanceFeature } from './features/enhance/routes.ts';
import { eventsFeature } from './features/events/routes.ts';
import { experimentsFeature } from './features/experiments/routes.ts';
import { exportFeature } from './features/export/routes.ts';
import { feedbackFeature } from './features/feedback/routes.ts';
import { historyFeature } from './features/history/routes.ts';
import { ingestsFeature } from './features/ingests/routes.ts';
import { keysFeature } from './features/keys/routes.ts';
import { mcpFeature } from './features/mcp/routes.ts';
import { openaiFeature } from './features/openai/routes.ts';
import { predictionFeature } from './features/prediction/routes.ts';
import { type HealthCheck, HealthService } from './features/probes/health-service.ts';
import { probesFeature } from './features/probes/routes.ts';
import { queryFeature } from './features/query/routes.ts';
import { recommendationsFeature } from './features/recommendations/routes.ts';
import { suggestionsFeature } from './features/suggestions/routes.ts';
import { templatesFeature } from './features/templates/routes.ts';
import { tuningFeature } from './features/tuning/routes.ts';
import { usageFeature } from './features/usage/routes.ts';
import { validateFeature } from './features/validate/routes.ts';
import type { Feature } from './http/kit/define-route.ts';
import { buildShell, type ShellOptions, type ShellServices, type ShellSettings } from './http/shell.ts';
import type { ActivityStore } from './ports/activity-store.ts';
import type { ContentSniffer } from './ports/document-parser.ts';
import type { DocumentStore } from './ports/document-store.ts';
import type { ExperimentStore } from './ports/experiment-store.ts';
import type { SavedStore } from './ports/saved-store.ts';
import type { Scheduler } from './shared/scheduler.ts';

/** What the server needs from the rest of the house. A missing one does not compile. */
export type AppServices = ShellServices &
  DelightParts & {
    readonly checks: readonly HealthCheck[];
    /** Whether everything that answers queries has been loaded and verified. */
    readonly started: () => boolean;
    readonly queries: QueryService;
    readonly rooms: Rooms;
    readonly queryPorts: QueryPorts;
    readonly past: PastQueries;
    readonly recentTraces: RecentTraces;
    readonly learned: LearnedQueries;
    readonly next: NextQueries;
    readonly reports: Reports;
    readonly feedback: FeedbackService;
    readonly activity: ActivityStore;
    readonly ingests: IngestService;
    readonly documents: DocumentStore;
    readonly saved: SavedStore;
    readonly experiments: ExperimentStore;
    readonly usage: UsageMemory;
    readonly tuning: TuningService;
    readonly usageReports: UsageReports;
    readonly autoTuning: boolean;
    readonly sniffer: ContentSniffer;
    readonly keys: KeyService;
    readonly tickets: Tickets;
    readonly scheduler: Scheduler;
  };

export type AppSettings = ShellSettings & { readonly documentBodyBytesMax: number };

/** The server, complete but not listening. `app.lifecycle` leads it out: `drain()`, `stop()`, then `close()`. */
export function buildApp(
  services: AppServices,
  settings: AppSettings,
  options: ShellOptions = {},
): Promise<FastifyInstance> {
  return buildShell(services, settings, options, (app) => features(app, services, settings));
}

// One line a feature: to remove a feature, delete its folder and its line.
function features(app: FastifyInstance, services: AppServices, settings: AppSettings): readonly Feature[] {
  const { version, checks, clock, started } = services;
  const health = new HealthService({ checks, clock, started, draining: () => app.lifecycle.state !== 'serving' });
  const all: readonly Feature[] = [
    queryFeature(services.queries),
    documentsFeature({ ...services, bodyBytesMax: settings.documentBodyBytesMax }),
    ingestsFeature(services.ingests),
    validateFeature(),
    usageFeature(services.usageReports),
    historyFeature(services.past),
    exportFeature(services),
    compareFeature(services.past),
    enhanceFeature(services),
    templatesFeature(services),
    bookmarksFeature(services),
    chainsFeature({ ...services, timeoutMs: settings.requestTimeoutMs }),
    suggestionsFeature(services),
    predictionFeature(services.next),
    analyticsFeature({ ...services, lexicon: services.queryPorts.lexicon }),
    eventsFeature({ ...services, random: services.queryPorts.random }),
    feedbackFeature(services.feedback),
    collaborateFeature(services),
    recommendationsFeature(services),
    tuningFeature(services),
    abTestFeature({ queries: services.queries, random: services.queryPorts.random }),
    experimentsFeature({ ...services, random: services.queryPorts.random }),
    debugFeature({ past: services.past, ports: services.queryPorts, recent: services.recentTraces }),
    keysFeature(services),
    delightFeature(services),
    openaiFeature({
      queries: services.queries,
      embedder: services.queryPorts.embedder,
      table: services.queryPorts.table,
    }),
    mcpFeature(services),
    probesFeature({ health, version, features: () => all.map((feature) => feature.name) }),
  ];
  return all;
}
