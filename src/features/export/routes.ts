import type { Feature } from '../../http/kit/define-route.ts';
import { type ExportPorts, exportManyRoute } from './export-many.ts';
import { exportOneRoute } from './export-one.ts';

/** Past answers as files, one or many. */
export function exportFeature(ports: ExportPorts): Feature {
  return {
    name: 'export',
    description: 'Past answers as JSON, CSV or Markdown files.',
    routes: [exportOneRoute(ports.past), exportManyRoute(ports)],
  };
}
