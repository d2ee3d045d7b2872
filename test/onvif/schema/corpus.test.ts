import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { bundledCatalog } from '../../../src/onvif/catalog/bundledCatalog';
import { validateMessage } from '../../../src/onvif/schema/validateMessage';
import { parseXml } from '../../../src/onvif/xml/reader';

const corpus = path.resolve('../shared/corpus/messages.jsonl.gz');

interface Line {
  readonly id: string;
  readonly kind: string;
  readonly valid: boolean;
  readonly xml: string;
}

/** What may be refused here though libxml2 let it pass; each has a code of its own. */
const stricter = new Set(['onvif.base64', 'onvif.misplaced-element']);

describe('validateMessage on messages judged by the official schemas', () => {
  it('gives the same verdict on every line, or a code that says why not', function () {
    if (!existsSync(corpus)) return this.skip();
    this.timeout(60_000);
    const catalog = bundledCatalog();
    const lines = gunzipSync(readFileSync(corpus)).toString().trim().split('\n');
    const different: string[] = [];
    let strict = 0;
    for (const text of lines) {
      const line = JSON.parse(text) as Line;
      const document = parseXml(line.xml);
      const found = [...document.problems, ...validateMessage(catalog, document)];
      for (const { range } of found) {
        assert.ok(0 <= range.start && range.start <= range.end && range.end <= line.xml.length, line.id);
      }
      const errors = found.filter(problem => problem.severity === 'error');
      if ((errors.length === 0) === line.valid) continue;
      if (line.valid && errors.every(error => stricter.has(error.code))) strict++;
      else different.push(`${line.id} (${line.kind}) ${errors.map(error => error.message).join(' ')}`);
    }
    assert.deepEqual(different, []);
    assert.ok(lines.length > 1000);
    assert.ok(strict < lines.length / 100, `${strict} stricter`);
  });
});
