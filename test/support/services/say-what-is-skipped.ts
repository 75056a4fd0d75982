/** Services that some tests need, with the variable that says where each is. */
const SERVICES = [['Redis', 'REDIS_URL', 'bash test/support/services/redis.sh start']] as const;

/** Before the first test: which services are not there, so that their tests are skipped, and how to have them. */
export function setup(): void {
  for (const [name, variable, how] of SERVICES) {
    const url = process.env[variable];
    if (url === undefined || url === '')
      console.log(`Tests that need ${name} are skipped: ${variable} is not set (${how} prints a pid and an address).`);
  }
}
