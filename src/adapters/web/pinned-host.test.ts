import { describe, expect, it } from 'vitest';
import { CodedError } from '../../shared/errors.ts';
import { whyNotPublic } from './address-rules.ts';
import { type PinRules, pinHost } from './pinned-host.ts';

const PUBLIC = { address: '93.184.216.34', family: 4 };
const PUBLIC_6 = { address: '2606:2800:220:1::1', family: 6 };

/** Rules under which every name has these addresses; `asked` lists the names. */
function rules(addresses: readonly { address: string; family: number }[], privateHosts: readonly string[] = []) {
  const asked: string[] = [];
  const all: PinRules = {
    resolve: async (host) => {
      asked.push(host);
      return addresses;
    },
    addressRule: whyNotPublic,
    privateHosts: new Set(privateHosts),
  };
  return { ...all, asked };
}

const pin = (url: string, given: PinRules) =>
  pinHost(new URL(url), given).catch((error: unknown) => {
    if (error instanceof CodedError) return `${error.code}: ${error.message}`;
    throw error;
  });

describe('pinning a host', () => {
  it('gives the addresses of a public name, all of them', async () => {
    expect(await pin('https://example.com/', rules([PUBLIC, PUBLIC_6]))).toEqual([PUBLIC, PUBLIC_6]);
  });

  it.each([
    [[{ address: '127.0.0.1', family: 4 }]],
    [[PUBLIC, { address: '10.0.0.1', family: 4 }]],
    [[PUBLIC, PUBLIC_6, { address: '::1', family: 6 }]],
    [[{ address: 'fe80::1', family: 6 }, PUBLIC]],
    [[...Array.from({ length: 20 }, () => PUBLIC), { address: '169.254.169.254', family: 4 }]],
  ])('refuses a name with an address that is not public, wherever it stands: %j', async (addresses) => {
    const refusal = await pin('https://example.com/', rules(addresses));
    expect(refusal).toMatch(/^SOURCE_ADDRESS_REFUSED: "example\.com" has an address that is not public/);
    // How a name resolves inside is nothing that a stranger should learn.
    for (const { address } of addresses) expect(refusal).not.toContain(address);
  });

  it.each([
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://0/',
    'http://[::1]/',
    'http://[::ffff:a00:1]/',
  ])('checks an address in place of a name, which is never looked up: %s', async (url) => {
    const given = rules([PUBLIC]);
    expect(await pin(url, given)).toMatch(/^SOURCE_ADDRESS_REFUSED/);
    expect(given.asked).toEqual([]);
  });

  it('lets a host through that was named, and no other one', async () => {
    const loopback = { address: '127.0.0.1', family: 4 };
    const given = rules([loopback], ['intranet.example', '[::1]']);
    expect(await pin('http://intranet.example/', given)).toEqual([loopback]);
    expect(await pin('http://[::1]/', given)).toEqual([{ address: '::1', family: 6 }]);
    expect(await pin('http://sub.intranet.example/', given)).toMatch(/^SOURCE_ADDRESS_REFUSED/);
    expect(await pin('http://intranet.example.evil/', given)).toMatch(/^SOURCE_ADDRESS_REFUSED/);
  });

  it('says that a name is not known, or has no address', async () => {
    const unknown: PinRules = { ...rules([]), resolve: () => Promise.reject(new Error('ENOTFOUND')) };
    expect(await pin('http://nowhere.example/', unknown)).toMatch(/^SOURCE_FETCH_FAILED: .*name is not known/);
    expect(await pin('http://nowhere.example/', rules([]))).toMatch(/^SOURCE_FETCH_FAILED: .*no address/);
  });

  it('tries only so many of a name with hundreds', async () => {
    expect(await pin('http://example.com/', rules(Array.from({ length: 300 }, () => PUBLIC)))).toHaveLength(8);
  });
});
