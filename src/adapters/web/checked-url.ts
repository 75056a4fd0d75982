import { CodedError } from '../../shared/errors.ts';

/** Characters of an address; what browsers and caches take at least. */
export const URL_LENGTH_MAX = 2_048;
/** Below it live the services of systems (SSH, mail, shares), which are no web servers but may act on what reads like one. */
const FREE_PORT_MIN = 1_024;
const WEB_PORTS: ReadonlySet<number> = new Set([80, 443]);

/**
 * Free ports on which databases, brokers and control planes listen. They are seldom public on purpose, several answer HTTP without
 * asking who it is, and some obey lines of text: to ask them on behalf of a stranger is never reading a document.
 */
const SERVICE_PORTS: ReadonlySet<number> = new Set([
  ...[1_080, 3_128, 9_050], // proxies
  ...[1_433, 1_521, 3_306, 5_432, 5_984, 6_333, 6_334, 7_000, 7_001, 7_474, 7_687, 8_529, 9_042, 9_200, 9_300, 27_017], // databases
  ...[28_015, 33_060, 6_379, 6_380, 16_379, 26_379, 11_211], // more of them, and caches
  ...[1_883, 4_222, 5_671, 5_672, 8_883, 9_092, 15_672, 61_613, 61_616], // brokers
  ...[2_181, 2_375, 2_376, 2_377, 2_379, 2_380, 4_646, 6_443, 8_200, 8_300, 8_500, 8_600, 10_250, 10_255], // orchestration
  ...[1_099, 2_049, 3_260, 3_389, 5_900, 5_901, 5_985, 5_986, 9_100, 10_000, 50_000, 50_070], // remote control, shares, printers
  ...[1_719, 1_720, 1_723, 3_659, 4_045, 4_190, 5_060, 5_061, 6_000, 6_566, 10_080], // what browsers refuse as well
  ...[6_665, 6_666, 6_667, 6_668, 6_669, 6_679, 6_697], // chat, refused by browsers too
]);

/** The address of a document, relative to `base` if one is given; throws `SOURCE_URL_REFUSED` for one that is not read. */
export function checkedUrl(text: string, base?: URL): URL {
  if (text.length > URL_LENGTH_MAX) throw refused(`The address is longer than ${URL_LENGTH_MAX} characters.`);
  const url = URL.parse(text, base?.href);
  if (url === null) throw refused('This is not a web address. Write it in full, like https://example.com/guide.html.');
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw refused(`Addresses that begin with "${url.protocol}" are not read, only those with http: or https:.`);
  if (url.username !== '' || url.password !== '')
    throw refused('The address holds a user name or password, and these are not sent. Leave them out.');
  if (!isWebPort(portOf(url)))
    throw refused(`Port ${url.port} is not one that documents are read from. Use 80, 443, or a free one from 1024 up.`);
  url.hash = '';
  return url;
}

/** The port a request to this address goes to. */
export function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}

/** The host of an address as resolvers and sockets take it: a name, or an address without brackets. */
export function bareHost(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

function isWebPort(port: number): boolean {
  return WEB_PORTS.has(port) || (port >= FREE_PORT_MIN && !SERVICE_PORTS.has(port));
}

function refused(message: string): CodedError {
  return new CodedError('SOURCE_URL_REFUSED', message);
}
