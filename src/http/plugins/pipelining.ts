import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { CodedError } from '../../shared/errors.ts';

/** Requests that may wait on one connection behind the one that is at work; clients that pipeline at all send some ten. */
export const PIPELINED_MAX = 100;

/** What one connection has asked: whether something is at work, and what waits for it. */
type Line = { isBusy: boolean; readonly waiting: (() => void)[] };

/**
 * Requests of one connection are answered one after another, as their answers have to leave in that order anyway: a thousand of them
 * in one packet take one place, not a thousand. Beyond `PIPELINED_MAX` the connection ends with the answer to what was asked before.
 */
export const pipeliningPlugin = fastifyPlugin(
  (app: FastifyInstance, _options: object, done) => {
    const lines = new WeakMap<Socket, Line>();
    app.addHook('onRequest', (request, reply, next) => {
      const line = lineOf(lines, request.raw.socket);
      if (line.waiting.length >= PIPELINED_MAX) {
        reply.header('connection', 'close');
        return next(
          new CodedError('REQUEST_PIPELINE_TOO_LONG', `More than ${PIPELINED_MAX} requests wait on this connection.`),
        );
      }
      const begin = () => {
        if (reply.raw.destroyed) {
          passOn(line);
          return next(new CodedError('REQUEST_CANCELLED', 'The client closed the connection.'));
        }
        reply.raw.once('close', () => passOn(line));
        next();
      };
      if (line.isBusy) {
        line.waiting.push(begin);
        return;
      }
      line.isBusy = true;
      begin();
    });
    done();
  },
  { name: 'queryloom-pipelining', fastify: '5.x', dependencies: ['queryloom-errors'] },
);

function lineOf(lines: WeakMap<Socket, Line>, socket: Socket): Line {
  const known = lines.get(socket);
  if (known !== undefined) return known;
  const line: Line = { isBusy: false, waiting: [] };
  lines.set(socket, line);
  return line;
}

/** The place at work goes to the next in line, or is free. A line of at most `PIPELINED_MAX` is cheap to shift. */
function passOn(line: Line): void {
  const next = line.waiting.shift();
  if (next === undefined) line.isBusy = false;
  else next();
}
