import type { ContentSniffer } from '../../ports/document-parser.ts';
export const contentSniffer: ContentSniffer = () => null;
