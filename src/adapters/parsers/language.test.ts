import { describe, expect, it } from 'vitest';
import { languageOf } from './language.ts';

describe('languageOf', () => {
  it.each([
    [
      'en',
      'Queues absorb bursts of work. When the producer is faster than the consumer, the queue grows until memory is gone.',
    ],
    ['de', 'Der schnelle braune Fuchs springt über den faulen Hund, und danach gingen viele Leute über den Fluss.'],
    ['fr', 'Le renard brun saute par-dessus le chien paresseux, puis beaucoup de gens ont traversé la rivière.'],
    ['es', 'El rápido zorro marrón salta sobre el perro perezoso, y después mucha gente cruzó el río por primera vez.'],
    ['ru', 'Быстрая коричневая лиса прыгает через ленивую собаку, и потом многие люди перешли реку впервые в жизни.'],
    [
      'zh',
      '敏捷的棕色狐狸跳过了懒狗然后很多人第一次穿过了河流并且感到非常高兴今天天气很好我们去公园散步吧大家都很开心',
    ],
    ['ja', '素早い茶色の狐はのろまな犬を飛び越えます。そして多くの人々が初めて川を渡りました。とても楽しかったです。'],
    ['el', 'Η γρήγορη καφέ αλεπού πηδά πάνω από το τεμπέλικο σκυλί και μετά πολλοί άνθρωποι πέρασαν το ποτάμι.'],
    [
      'ko',
      '빠른 갈색 여우가 게으른 개를 뛰어넘고 그 후에 많은 사람들이 처음으로 강을 건넜습니다 모두가 매우 기뻐하였습니다',
    ],
  ])('knows %s', (language, text) => {
    expect(languageOf(text)).toBe(language);
    expect(languageOf(`## 1.2 | ${text} `.repeat(50))).toBe(language);
  });

  it.each([
    ['nothing', ''],
    ['too few letters', 'The cat is on the mat.'],
    ['digits', '12 34 56 78 90 '.repeat(40)],
    [
      'filler',
      'Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore et dolore.',
    ],
    ['made-up words', 'xkq zzv wpl qqr ttz bnm vvx klp qwx zxc rty fgh vbn mnb lkj poi uyt rew qas dfg hjk'],
    [
      'a language that is not known',
      'Den hurtige brune ræv springer over den dovne hund, og derefter gik mange mennesker over floden, som aldrig havde været der før.',
    ],
  ])('does not guess at %s', (_, text) => {
    expect(languageOf(text)).toBeNull();
  });

  it('looks at the beginning alone', () => {
    const text = 'Queues absorb bursts of work when the producer is faster than the consumer for a while. '.repeat(10);
    expect(languageOf(text + 'и потом многие люди перешли реку '.repeat(1_000))).toBe('en');
  });
});
