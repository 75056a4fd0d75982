import { expect, it } from 'vitest';
import { isPlainlyEnglish } from './plainly-english.ts';

it.each([
  'Thompson sampling draws an arm by the probability that it is the best of all arms, which balances exploration and exploitation without any parameter.',
  'Expression of the receptor in these cells was reduced by treatment with antibodies, and survival of the mice was not improved in either of the groups.',
  'To install the server, clone the repository and run the start script. The first question can then be answered from the guides that come with it, without a key.',
])('knows %j', (text) => {
  expect(isPlainlyEnglish(text)).toBe(true);
});

it.each([
  'Die Katze liegt auf dem Sofa und schläft, während der Hund im Garten spielt und auf die Kinder wartet, die bald aus der Schule nach Hause kommen werden.',
  'De kat ligt op de bank en slaapt, terwijl de hond in de tuin speelt en op de kinderen wacht die was en is van het huis en met hun ouders samen zijn.',
  'Katten ligger på sofaen og sover for tiden, og hunden leger i haven og har det godt for at have noget at lave by for by, mens den venter på at børnene kommer hjem igen.',
  'Le chat dort sur le canapé tandis que le chien joue dans le jardin et attend les enfants qui vont bientôt rentrer de l’école avec leurs parents.',
  'El gato duerme en el sofá mientras el perro juega en el jardín y espera a los niños que pronto volverán de la escuela a casa con sus padres.',
  'kubernetes prometheus grafana redis postgres qdrant docker compose helm chart ingress pod node cluster deploy rollout canary replica shard leader follower quorum raft paxos',
  'The end of it.',
  '',
])('leaves %j to whoever knows more', (text) => {
  expect(isPlainlyEnglish(text)).toBe(false);
});
