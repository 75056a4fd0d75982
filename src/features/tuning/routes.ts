import { z } from 'zod';
import { settingsOf } from '../../core/advice/tuning.ts';
import type { TuningService } from '../../core/advice/tuning-service.ts';
import { type AnyRoute, defineRoute, type Feature } from '../../http/kit/define-route.ts';
import { idField } from '../../http/kit/fields.ts';
import {
  appliedSchema,
  proposalSchema,
  settingsSchema,
  toWireApplied,
  toWireProposal,
  toWireSettings,
} from './tuning-schema.ts';

export type TuningPorts = { readonly tuning: TuningService; readonly autoTuning: boolean };

const params = z.strictObject({ proposal_id: idField() });

/** Settings that past queries speak for changing, with the way back. */
export function tuningFeature(ports: TuningPorts): Feature {
  return {
    name: 'tuning',
    description: 'Settings proposed from your own questions, applied and taken back by you.',
    routes: [getTuningRoute(ports), applyProposalRoute(ports.tuning), revertProposalRoute(ports.tuning)],
  };
}

function getTuningRoute({ tuning, autoTuning }: TuningPorts): AnyRoute {
  return defineRoute({
    method: 'GET',
    path: '/api/tuning',
    operationId: 'getTuning',
    summary: 'See what is proposed and what is in force',
    answers: {
      200: z.object({
        automatic: z.boolean().describe('Whether strong evidence is followed unasked (AUTO_TUNING).'),
        settings: settingsSchema,
        proposals: z.array(proposalSchema),
        applied: z
          .array(appliedSchema)
          .describe('In the order of their application; of each setting the last one is in force.'),
      }),
    },
    async handler({ principal }) {
      const { tuning: known, proposals } = await tuning.state(principal.tenant);
      return {
        automatic: autoTuning,
        settings: toWireSettings(settingsOf(known)),
        proposals: proposals.map(toWireProposal),
        applied: known.applied.map(toWireApplied),
      };
    },
  });
}

function applyProposalRoute(tuning: TuningService): AnyRoute {
  return defineRoute({
    method: 'POST',
    path: '/api/tuning/:proposal_id/apply',
    operationId: 'applyProposal',
    scope: 'admin',
    summary: 'Put a proposal in force',
    description: 'In force for every query that begins after the answer. One that is in force already stays as it is.',
    params,
    answers: { 200: z.object({ status: z.literal('applied'), proposal: appliedSchema, settings: settingsSchema }) },
    errors: ['TUNING_PROPOSAL_NOT_FOUND'],
    idempotent: true,
    async handler({ params: { proposal_id }, principal: { tenant } }) {
      const applied = await tuning.apply(tenant, proposal_id, 'person');
      const settings = settingsOf((await tuning.state(tenant)).tuning);
      return { status: 'applied' as const, proposal: toWireApplied(applied), settings: toWireSettings(settings) };
    },
  });
}

function revertProposalRoute(tuning: TuningService): AnyRoute {
  return defineRoute({
    method: 'POST',
    path: '/api/tuning/:proposal_id/revert',
    operationId: 'revertProposal',
    scope: 'admin',
    summary: 'Take a proposal back',
    description:
      'Its setting is again what the proposal applied before it made it, or the built-in one. For a month it is not applied unasked.',
    params,
    answers: { 200: z.object({ status: z.literal('reverted'), proposal_id: z.string(), settings: settingsSchema }) },
    errors: ['TUNING_PROPOSAL_NOT_FOUND'],
    idempotent: true,
    async handler({ params: { proposal_id }, principal: { tenant } }) {
      const settings = await tuning.revert(tenant, proposal_id);
      return { status: 'reverted' as const, proposal_id, settings: toWireSettings(settings) };
    },
  });
}
