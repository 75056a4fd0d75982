import { describe, expect, it } from 'vitest';
import { RespCommands } from './resp-commands.ts';

describe('RespCommands', () => {
  it('counts commands, however they are cut into pieces', () => {
    const bytes = Buffer.from('*1\r\n$4\r\nPING\r\n*2\r\n$4\r\nECHO\r\n$8\r\na\r\n*1\r\nb\r\n*1\r\n$0\r\n\r\n');
    expect(new RespCommands().count(bytes)).toBe(3);
    const commands = new RespCommands();
    let complete = 0;
    for (const byte of bytes) complete += commands.count(Buffer.from([byte]));
    expect(complete).toBe(3);
  });
});
