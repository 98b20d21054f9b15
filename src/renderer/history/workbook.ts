import { strToU8, Zip, ZipDeflate } from 'fflate';
import { ROWS_PER_SHEET } from '#shared/contract/history-file.ts';

/*
 * A workbook (.xlsx): sheets and a few small parts in a zip archive, as ECMA-376 parts 1 and 2 describe it. The archive
 * is made while the rows come, so that never more than its compressed bytes are kept.
 */

export interface Workbook {
  /** Adds text to the sheet that has this row; `row` counts the rows before it, over all sheets. */
  add(row: number, text: string): void;
  /** Ends the file. */
  end(): Blob;
}

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const DOCUMENT = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const CONTENT = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const XLSX_TYPE = `${CONTENT}.sheet`;

/** Styles by number: 0 none, 1 text, 2 date and time, 3 the head. The core's sheets name them. */
const STYLES =
  `${HEAD}<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>` +
  '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>' +
  '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>' +
  '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>' +
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4">' +
  [
    [0, 0],
    [49, 0],
    [164, 0],
    [0, 1],
  ]
    .map(
      ([format, font]) =>
        `<xf numFmtId="${format}" fontId="${font}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>`,
    )
    .join('') +
  '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>';

/** The parts of the archive beside the sheets, by name. */
function parts(sheets: number): Record<string, string> {
  const each = (make: (number: number) => string): string =>
    Array.from({ length: sheets }, (_, index) => make(index + 1)).join('');
  return {
    '[Content_Types].xml':
      `${HEAD}<Types xmlns="${PACKAGE}/content-types">` +
      '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
      '<Default Extension="xml" ContentType="application/xml"/>' +
      `<Override PartName="/xl/workbook.xml" ContentType="${CONTENT}.sheet.main+xml"/>` +
      `<Override PartName="/xl/styles.xml" ContentType="${CONTENT}.styles+xml"/>` +
      each((n) => `<Override PartName="/${sheetName(n)}" ContentType="${CONTENT}.worksheet+xml"/>`) +
      '</Types>',
    '_rels/.rels':
      `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">` +
      `<Relationship Id="rId1" Type="${DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml':
      `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${DOCUMENT}"><sheets>` +
      each((n) => `<sheet name="Afterword${n === 1 ? '' : ` ${n}`}" sheetId="${n}" r:id="rId${n}"/>`) +
      '</sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">` +
      each((n) => `<Relationship Id="rId${n}" Type="${DOCUMENT}/worksheet" Target="/${sheetName(n)}"/>`) +
      `<Relationship Id="rId0" Type="${DOCUMENT}/styles" Target="styles.xml"/></Relationships>`,
    'xl/styles.xml': STYLES,
  };
}

const sheetName = (number: number): string => `xl/worksheets/sheet${number}.xml`;

/** @param rows how many rows it will have at most */
export function createWorkbook(rows: number): Workbook {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const zip = new Zip((error, chunk) => {
    if (error !== null) throw error;
    chunks.push(new Uint8Array(chunk));
  });

  function begin(name: string): ZipDeflate {
    const part = new ZipDeflate(name);
    zip.add(part);
    return part;
  }

  const sheets = 1 + Math.floor(rows / ROWS_PER_SHEET);
  for (const [name, text] of Object.entries(parts(sheets))) begin(name).push(strToU8(text), true);
  let number = 1;
  let sheet = begin(sheetName(number));

  return {
    add(row, text) {
      if (number <= Math.floor(row / ROWS_PER_SHEET)) {
        sheet.push(new Uint8Array(), true);
        number += 1;
        sheet = begin(sheetName(number));
      }
      sheet.push(strToU8(text));
    },
    end() {
      sheet.push(new Uint8Array(), true);
      // A part of the rows may need fewer sheets than there could have been.
      for (number += 1; number <= sheets; number += 1)
        begin(sheetName(number)).push(
          strToU8(`${HEAD}<worksheet xmlns="${MAIN}"><sheetData/></worksheet>`),
          true,
        );
      zip.end();
      return new Blob(chunks, { type: XLSX_TYPE });
    },
  };
}
