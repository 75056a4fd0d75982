import { readSettings } from '../config/env.ts';
import { openDoor } from './door.ts';
import { printJson } from './print.ts';

/** `queryloom openapi`: the document the server serves at `/openapi.json`. */
export async function openapi(): Promise<number> {
  const door = await openDoor(undefined, readSettings());
  try {
    printJson((await door.call('GET', '/openapi.json')).body);
    return 0;
  } finally {
    await door.close();
  }
}
