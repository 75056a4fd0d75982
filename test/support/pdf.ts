/** A line of text on a page: points from the left and from the bottom. */
export type PdfText = { readonly text: string; readonly x?: number; readonly y: number; readonly size?: number };

export type PdfPage = readonly PdfText[] | { readonly stream: string };

/** A PDF of these pages, written by hand: one font (Helvetica), uncompressed streams, a classic table of offsets. */
export function pdfBytes(pages: readonly PdfPage[], title = ''): Uint8Array {
  const pageIds = pages.map((_, i) => 5 + 2 * i);
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${pages.length} /Kids [${pageIds.map((id) => `${id} 0 R`).join(' ')}] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    `<< /Title (${title}) >>`,
    ...pages.flatMap((page, i) => pageObjects(page, 6 + 2 * i)),
  ];
  let file = '%PDF-1.4\n';
  const offsets = objects.map((object, i) => {
    const offset = file.length;
    file += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${offsets.join('')}`;
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R /Info 4 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
  return Uint8Array.from(Buffer.from(file + table + trailer, 'latin1'));
}

function pageObjects(page: PdfPage, contentId: number): string[] {
  const stream = 'stream' in page ? page.stream : page.map(showText).join('\n');
  const resources = '/Resources << /Font << /F1 3 0 R >> >>';
  return [
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] ${resources} /Contents ${contentId} 0 R >>`,
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
  ];
}

function showText({ text, x = 50, y, size = 12 }: PdfText): string {
  const escaped = text.replace(/[\\()]/g, String.raw`\$&`);
  return `BT /F1 ${size} Tf 1 0 0 1 ${x} ${y} Tm (${escaped}) Tj ET`;
}
