import { describe, expect, it } from 'vitest';
import { CodedError } from '../../shared/errors.ts';
import { bareHost, checkedUrl, portOf, URL_LENGTH_MAX } from './checked-url.ts';

function refusalOf(text: string, base?: URL): string {
  try {
    return `taken: ${checkedUrl(text, base).href}`;
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    expect(error.code).toBe('SOURCE_URL_REFUSED');
    return error.message;
  }
}

describe('the address of a document', () => {
  it.each([
    ['ftp://example.com/x', /begin with "ftp:"/],
    ['file:///etc/passwd', /begin with "file:"/],
    ['data:text/plain,x', /begin with "data:"/],
    ['gopher://example.com:70/1', /begin with "gopher:"/],
    ['javascript:alert(1)', /begin with "javascript:"/],
    ['unix:/var/run/docker.sock', /begin with "unix:"/],
    ['example.com/guide', /not a web address/],
    ['/etc/passwd', /not a web address/],
    ['', /not a web address/],
    ['http://', /not a web address/],
    ['http://[fe80::1%25eth0]/', /not a web address/],
    ['http://ex ample.com/', /not a web address/],
    ['http://me@example.com/', /user name or password/],
    ['http://:secret@example.com/', /user name or password/],
    ['https://example.com@evil.example/', /user name or password/],
    ['http://example.com:22/', /Port 22 /],
    ['http://example.com:25/', /Port 25 /],
    ['http://example.com:1023/', /Port 1023 /],
    ['http://example.com:6379/', /Port 6379 /],
    ['http://example.com:9200/', /Port 9200 /],
    ['http://example.com:2375/containers/json', /Port 2375 /],
    ['http://example.com:10250/', /Port 10250 /],
    ['http://example.com:0/', /Port 0 /],
    [`http://example.com/${'x'.repeat(URL_LENGTH_MAX)}`, /longer than 2048/],
  ])('is refused: %s', (text, reason) => {
    expect(refusalOf(text)).toMatch(reason);
  });

  it.each([
    ['http://example.com', 'http://example.com/', 80],
    ['HTTPS://Example.COM:443/a?b=c#part', 'https://example.com/a?b=c', 443],
    ['http://example.com:8080/', 'http://example.com:8080/', 8080],
    ['https://example.com:80/', 'https://example.com:80/', 80],
    ['http://example.com:1024/', 'http://example.com:1024/', 1024],
    ['http://bücher.example/', 'http://xn--bcher-kva.example/', 80],
    ['http://2130706433/', 'http://127.0.0.1/', 80],
    ['http://0x7f.1/', 'http://127.0.0.1/', 80],
    ['http://017700000001/', 'http://127.0.0.1/', 80],
    ['http://①②⑦.0.0.1/', 'http://127.0.0.1/', 80],
    ['http://[::FFFF:127.0.0.1]/', 'http://[::ffff:7f00:1]/', 80],
  ])('is taken in its normal form: %s', (text, href, port) => {
    const url = checkedUrl(text);
    expect(url.href).toBe(href);
    expect(portOf(url)).toBe(port);
  });

  it('does not lose a refusal on the way of a redirect', () => {
    const base = new URL('https://example.com/a/b');
    expect(checkedUrl('../c#x', base).href).toBe('https://example.com/c');
    expect(checkedUrl('//other.example/c', base).href).toBe('https://other.example/c');
    expect(refusalOf('file:///etc/passwd', base)).toMatch(/"file:"/);
    expect(refusalOf('//me:secret@example.com/', base)).toMatch(/password/);
    expect(refusalOf('//example.com:6379/', base)).toMatch(/Port 6379/);
  });

  it('never repeats what may be a secret', () => {
    expect(refusalOf('http://me:hunter2@example.com/')).not.toContain('hunter2');
  });

  it('has its host without brackets for sockets', () => {
    expect(bareHost(new URL('http://[2606:4700::1111]/'))).toBe('2606:4700::1111');
    expect(bareHost(new URL('http://example.com/'))).toBe('example.com');
  });
});
