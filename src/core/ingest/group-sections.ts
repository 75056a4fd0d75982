import { CHUNK_LENGTH_MAX, type ChunkSizes, TINY_WORDS } from './chunk-sizes.ts';
import { findSubtreeEnds, type Section, sharedDepth } from './sections.ts';

/** Neighbouring sections that are cut into chunks together; most are one section. */
export type Group = {
  readonly firstSection: number;
  /** Exclusive. */
  readonly endSection: number;
  readonly path: readonly string[];
  readonly start: number;
  readonly end: number;
  readonly words: number;
  /** Nothing but headings. */
  readonly isBare: boolean;
};

/**
 * Sections that belong into one chunk: a heading with all that is under it when that is no longer than the target, and
 * tiny sections with the neighbour that shares more of their heading path. Across top-level sections only up to the target.
 */
export function groupSections(sections: readonly Section[], sizes: ChunkSizes): Group[] {
  return joinTiny(groupSubtrees(sections, sizes), { topDepth: depthOfTop(sections), sizes });
}

/** The path a chunk made of these sections carries: what all with text share; bare headings only count when nothing else is there. */
export function commonPath(
  paths: readonly { readonly path: readonly string[]; readonly isBare: boolean }[],
): readonly string[] {
  const withText = paths.filter((section) => !section.isBare);
  const chosen = withText.length > 0 ? withText : paths;
  let common = chosen[0]?.path ?? [];
  for (const section of chosen) {
    const depth = sharedDepth(common, section.path);
    if (depth < common.length) common = common.slice(0, depth);
  }
  return common;
}

function groupSubtrees(sections: readonly Section[], sizes: ChunkSizes): Group[] {
  const ends = findSubtreeEnds(sections);
  const wordsBefore = [0];
  for (const section of sections) wordsBefore.push((wordsBefore.at(-1) ?? 0) + section.words);
  const groups: Group[] = [];
  for (let i = 0; i < sections.length; ) {
    const end = ends[i] ?? i + 1;
    const words = (wordsBefore[end] ?? 0) - (wordsBefore[i] ?? 0);
    const fits = words <= sizes.targetWords && lengthOf(sections, i, end) <= CHUNK_LENGTH_MAX;
    const until = fits ? end : i + 1;
    groups.push(groupOf(sections, i, until));
    i = until;
  }
  return groups;
}

function lengthOf(sections: readonly Section[], first: number, end: number): number {
  return (sections[end - 1]?.end ?? 0) - (sections[first]?.start ?? 0);
}

function groupOf(sections: readonly Section[], first: number, end: number): Group {
  const members = sections.slice(first, end);
  return {
    firstSection: first,
    endSection: end,
    path: commonPath(members),
    start: members[0]?.start ?? 0,
    end: members.at(-1)?.end ?? 0,
    words: members.reduce((sum, section) => sum + section.words, 0),
    isBare: members.every((section) => section.isBare),
  };
}

type Rules = {
  /** Headings that all sections share (a document's title): top-level sections differ right below. */
  readonly topDepth: number;
  readonly sizes: ChunkSizes;
};

function depthOfTop(sections: readonly Section[]): number {
  const deep = sections.filter((section) => section.path.length > 0);
  let depth = deep[0]?.path.length ?? 0;
  for (const section of deep) depth = Math.min(depth, sharedDepth(deep[0]?.path ?? [], section.path));
  return depth;
}

function joinTiny(groups: readonly Group[], rules: Rules): Group[] {
  const joined: Group[] = [];
  let carried: Group | null = null;
  for (let i = 0; i < groups.length; i++) {
    const current: Group | undefined = carried ?? groups[i];
    if (current === undefined) break;
    carried = null;
    const before = joined.at(-1);
    const next = groups[i + 1];
    if (current.words >= TINY_WORDS) joined.push(current);
    else if (next !== undefined && prefersNext(current, before, next) && mayJoin(current, next, rules)) {
      carried = join(current, next);
    } else if (before !== undefined && !current.isBare && mayJoin(before, current, rules)) {
      joined[joined.length - 1] = join(before, current);
    } else if (next !== undefined && mayJoin(current, next, rules)) carried = join(current, next);
    else joined.push(current);
  }
  return joined;
}

function prefersNext(current: Group, before: Group | undefined, next: Group): boolean {
  if (before === undefined || current.isBare) return true;
  return sharedDepth(current.path, next.path) > sharedDepth(before.path, current.path);
}

/** One of the two is tiny, so joining a group that has to be cut anyway only moves the cuts. */
function mayJoin(first: Group, second: Group, rules: Rules): boolean {
  const words = first.words + second.words;
  const shared = sharedDepth(first.path, second.path);
  const leads = shared === first.path.length && second.path.length > first.path.length;
  const { targetWords, wholeWords, wordsMax } = rules.sizes;
  if (!leads && shared <= rules.topDepth && first.path.length > rules.topDepth && words > targetWords) return false;
  if (Math.max(first.words, second.words) > wholeWords) return true;
  return words <= (first.isBare ? wordsMax : wholeWords) && second.end - first.start <= CHUNK_LENGTH_MAX;
}

function join(first: Group, second: Group): Group {
  return {
    firstSection: first.firstSection,
    endSection: second.endSection,
    path: commonPath([first, second]),
    start: first.start,
    end: second.end,
    words: first.words + second.words,
    isBare: first.isBare && second.isBare,
  };
}
