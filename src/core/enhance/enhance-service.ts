import { ALL_HISTORY } from '../../ports/history-store.ts';
import type { Principal, Scope } from '../../ports/scope.ts';
import type { QueryAnswer } from '../query/query-answer.ts';
import { queryRequest } from '../query/query-request.ts';
import type { QueryService } from '../query/query-service.ts';
import type { QueryPorts } from '../query/stage.ts';
import { addContext } from './add-context.ts';
import { addQuestionMark } from './add-question-mark.ts';
import { alternativeTexts } from './alternative-texts.ts';
import { correctSpelling } from './correct-spelling.ts';
import type { Dictionary } from './dictionary.ts';
import { type Enhanced, type Enhancement, unchanged } from './enhancement.ts';
import { expandAbbreviations } from './expand-abbreviations.ts';
import { KnownWords } from './known-words.ts';

export type EnhanceRequest = {
  /** Checked text. */
  readonly text: string;
  readonly collection: string;
  /** An earlier question, or a session whose last one it is; null for neither. */
  readonly earlier: string | null;
  readonly sessionId: string | null;
};

/** Another question, and how sure its answer is. */
export type Alternative = { readonly text: string; readonly confidence: number; readonly reason: string };

export type EnhancedQuery = {
  readonly original: string;
  readonly enhanced: string;
  readonly enhancements: readonly Enhancement[];
  readonly alternatives: readonly Alternative[];
  /** How much surer the answer to the enhanced text is, in [0, 1]; 0 when it is not. */
  readonly improvementScore: number;
  readonly originalConfidence: number;
  readonly enhancedConfidence: number;
};

export type EnhancePorts = Pick<QueryPorts, 'lexical' | 'lexicon' | 'documents' | 'history' | 'table' | 'clock'> & {
  readonly queries: Pick<QueryService, 'run'>;
  readonly dictionary: Pick<Dictionary, 'find'>;
};

/** Alternatives given, and questions asked for them: what takes the time of a few answers. */
const ALTERNATIVES_MAX = 3;
const CHECKS_MAX = 6;
/** Milliseconds after which no further alternative is tried. */
const CHECKING_MS_MAX = 500;
/** Past queries looked through for the last one of a session. */
const HISTORY_READ = 100;

/** Makes a question better to find, and says how: nothing of it happens to questions that are simply asked. Deterministic. */
export class EnhanceService {
  readonly #ports: EnhancePorts;
  readonly #known: KnownWords;

  constructor(ports: EnhancePorts) {
    this.#ports = ports;
    this.#known = new KnownWords(ports.table);
  }

  async enhance(request: EnhanceRequest, principal: Principal, signal: AbortSignal): Promise<EnhancedQuery> {
    const scope = { tenant: principal.tenant, collection: request.collection };
    const asked = new Map<string, Promise<QueryAnswer>>();
    const ask = (question: string): Promise<QueryAnswer> => {
      const known = asked.get(question);
      const answer = known ?? this.#ask(question, { collection: request.collection, principal, signal });
      asked.set(question, answer);
      return answer;
    };
    const before = await ask(request.text);
    const { text, enhancements, others } = await this.#rewrite(request, { scope, ask });
    const after = await ask(text);
    const nearby = alternativeTexts(this.#ports.lexicon, { scope, text, answer: after });
    const candidates = [...others, ...nearby].filter((one) => one.text !== request.text && one.text !== text);
    return {
      original: request.text,
      enhanced: text,
      enhancements,
      alternatives: await this.#answered(candidates, ask),
      improvementScore: Math.min(1, Math.max(0, after.confidence - before.confidence)),
      originalConfidence: before.confidence,
      enhancedConfidence: after.confidence,
    };
  }

  async #rewrite(request: EnhanceRequest, { scope, ask }: Rewriting): Promise<Enhanced> {
    const earlier = request.earlier ?? (await this.#lastOf(request, scope));
    const ports = { ...this.#ports, known: this.#known };
    let done = unchanged(request.text);
    if (earlier !== null) done = await addContext(ports, scope, { text: done.text, earlier });
    done = followed(done, await correctSpelling(ports, scope, done.text));
    const plain = followed(done, addQuestionMark(done.text));
    const expanded = await expandAbbreviations(ports, scope, done.text);
    const whole = followed(done, followed(expanded, addQuestionMark(expanded.text)));
    if (expanded.enhancements.length === 0 || (await isAsSure(ask, whole.text, plain.text))) return whole;
    const reason = expanded.enhancements.map((one) => one.reason).join('; ');
    return { ...plain, others: [...whole.others, { text: whole.text, reason }] };
  }

  /** The last question of a session that is not this one. */
  async #lastOf({ sessionId, text }: EnhanceRequest, { tenant }: Scope): Promise<string | null> {
    if (sessionId === null) return null;
    const page = await this.#ports.history.list(tenant, ALL_HISTORY, { limit: HISTORY_READ, after: null });
    return page.find((past) => past.sessionId === sessionId && past.text !== text)?.text ?? null;
  }

  /** Those that documents answer, in their order, each text once. */
  async #answered(
    candidates: readonly { readonly text: string; readonly reason: string }[],
    ask: (text: string) => Promise<QueryAnswer>,
  ): Promise<readonly Alternative[]> {
    const beganMs = this.#ports.clock.monotonic();
    const found: Alternative[] = [];
    const unique = new Map(candidates.map((candidate) => [candidate.text, candidate]));
    for (const { text, reason } of [...unique.values()].slice(0, CHECKS_MAX)) {
      if (found.length === ALTERNATIVES_MAX || this.#ports.clock.monotonic() - beganMs > CHECKING_MS_MAX) break;
      const { answered, confidence } = await ask(text);
      if (answered) found.push({ text, confidence, reason });
    }
    return found;
  }

  /** Asked for the answer's confidence alone: not remembered, not counted. */
  #ask(text: string, { collection, principal, signal }: Asking): Promise<QueryAnswer> {
    const request = queryRequest(text, {
      collection,
      purpose: 'prefetch',
      includeSuggestions: false,
      narrativeDepth: false,
    });
    return this.#ports.queries.run(request, principal, signal);
  }
}

type Rewriting = { readonly scope: Scope; readonly ask: (text: string) => Promise<QueryAnswer> };

/** One step behind another. */
function followed(first: Enhanced, next: Enhanced): Enhanced {
  return {
    text: next.text,
    enhancements: [...first.enhancements, ...next.enhancements],
    others: [...first.others, ...next.others],
  };
}

/**
 * Words written out weigh as much as all others, and documents that use the short form are then found less well: they are put
 * in where the answer stays as sure, else only offered.
 */
async function isAsSure(ask: Rewriting['ask'], text: string, other: string): Promise<boolean> {
  return (await ask(text)).confidence >= (await ask(other)).confidence;
}

type Asking = { readonly collection: string; readonly principal: Principal; readonly signal: AbortSignal };
