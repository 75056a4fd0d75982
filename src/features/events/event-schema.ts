import { z } from 'zod';
import { idField, labelField, nameField, timeField } from '../../http/kit/fields.ts';

/** Events of one call: what a page sends when it is left, in one short transaction. */
export const EVENTS_MAX = 100;
/** What an event may carry: enough for a few settings or a position, no place for documents. */
const PROPERTIES_MAX = 32;
const PROPERTY_TEXT_MAX = 1_000;

/** What can be told; `custom` brings its own name. */
export const EVENT_TYPES = ['visit', 'view', 'click', 'copy', 'share', 'export', 'dismiss', 'custom'] as const;

const propertiesField = z
  .record(nameField(), z.union([z.string().max(PROPERTY_TEXT_MAX), z.number(), z.boolean(), z.null()]))
  .refine((properties) => Object.keys(properties).length <= PROPERTIES_MAX, `At most ${PROPERTIES_MAX} properties`);

const eventFields = {
  type: z.enum(EVENT_TYPES),
  name: nameField().optional().describe('What a custom event calls itself; for no other type.'),
  event_id: idField().optional().describe('Sending it again changes nothing. Made when left out.'),
  query_id: idField().optional().describe('The query it is about.'),
  user_id: labelField().optional(),
  session_id: labelField().optional(),
  properties: propertiesField.optional(),
  timestamp: timeField().optional().describe('Now when left out; from 30 days ago to 5 minutes ahead.'),
};

const eventSchema = z.strictObject(eventFields).superRefine((event, context) => {
  for (const issue of nameIssues(event)) context.addIssue({ code: 'custom', ...issue });
});

/** One event, or a list of them under `events`; one object shape, so that an unknown field is named wherever it stands. */
export const addEventsSchema = z
  .strictObject({
    ...eventFields,
    type: eventFields.type.optional(),
    events: z
      .array(eventSchema)
      .min(1)
      .max(EVENTS_MAX)
      .optional()
      .describe('Many events at once, in place of the fields of one.'),
  })
  .superRefine(({ events, ...single }, context) => {
    const issues = events === undefined ? singleIssues(single) : bothIssues(single);
    for (const issue of issues) context.addIssue({ code: 'custom', ...issue });
  });

/** One event as it was sent, checked. */
export type EventBody = z.output<typeof eventSchema>;
/** Either form of the body; `eventsOf` reads both. */
export type AddEventsBody = z.output<typeof addEventsSchema>;

/** The events of a body, whichever form it has. */
export function eventsOf({ events, type, ...single }: AddEventsBody): readonly EventBody[] {
  return events ?? (type === undefined ? [] : [{ type, ...single }]);
}

type Issue = { readonly path: string[]; readonly message: string };
type Single = Omit<AddEventsBody, 'events'>;

function singleIssues({ type, name }: Single): readonly Issue[] {
  return type === undefined ? [{ path: ['type'], message: 'An event has a type' }] : nameIssues({ type, name });
}

function bothIssues(single: Single): readonly Issue[] {
  const given = Object.entries(single).filter(([, value]) => value !== undefined);
  return given.map(([field]) => ({ path: [field], message: 'Send one event or a list of them, not both' }));
}

function nameIssues({ type, name }: { readonly type: string; readonly name?: string | undefined }): readonly Issue[] {
  if (type === 'custom' && name === undefined) return [{ path: ['name'], message: 'A custom event has a name' }];
  if (type !== 'custom' && name !== undefined) return [{ path: ['name'], message: 'Only a custom event has a name' }];
  return [];
}
