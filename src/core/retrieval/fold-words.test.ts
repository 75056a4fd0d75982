import { describe, expect, it } from 'vitest';
import { foldWords } from './fold-words.ts';

describe('foldWords', () => {
  it('takes the marks from Latin letters, composed or not', () => {
    expect(foldWords('Café')).toEqual(['cafe']);
    expect(foldWords('cafe\u0301')).toEqual(['cafe']);
    expect(foldWords('İstanbul')).toEqual(['istanbul']);
  });

  it('leaves the marks of other scripts', () => {
    expect(foldWords('Йод')).toEqual(['йод']);
    expect(foldWords('हिन्दी')).toEqual(['हिन्दी']);
    expect(foldWords('한국어')).toEqual(['한국어']);
  });

  it('makes compatibility forms plain', () => {
    expect(foldWords('ﬁle')).toEqual(['file']);
    expect(foldWords('ＡＢＣ１２')).toEqual(['abc12']);
    expect(foldWords('x²')).toEqual(['x2']);
    expect(foldWords('½')).toEqual(['1', '2']);
  });

  it('removes what is invisible inside a word', () => {
    expect(foldWords('hand\u00adbuch\ufeff')).toEqual(['handbuch']);
  });

  it('cuts scripts without spaces into words, and leaves digits between them whole', () => {
    expect(foldWords('東京は2024年')).toEqual(['東京', 'は', '2024', '年']);
    expect(foldWords('สวัสดีชาวโลก').length).toBeGreaterThan(1);
    expect(foldWords('カタカナ')).toEqual(['カタカナ']);
  });

  it('loses nothing of a long unspaced text', () => {
    const text = '東京都'.repeat(5000);
    expect(foldWords(text).join('')).toBe(text);
  });

  it('finds no word in symbols', () => {
    expect(foldWords('→★€')).toEqual([]);
  });
});
