import assert from 'node:assert/strict';
import { decodeBytes } from '../../../src/onvif/xml/decodeBytes';

function utf16(text: string, bigEndian: boolean): Uint8Array {
  const bytes = Buffer.from(text, 'utf16le');
  return bigEndian ? bytes.swap16() : bytes;
}

describe('decodeBytes', () => {
  const plain = '<?xml version="1.0"?><a>ü日😀</a>';

  it('takes UTF-8 unless told otherwise, with a byte order mark or without', () => {
    assert.deepEqual(decodeBytes(Buffer.from(plain)), { text: plain, encoding: 'utf-8', findings: [] });
    assert.deepEqual(decodeBytes(Buffer.from(`\ufeff${plain}`)), {
      text: plain,
      encoding: 'utf-8',
      findings: [],
    });
    assert.equal(decodeBytes(new Uint8Array()).text, '');
  });

  it('knows UTF-16 by its mark, and without one by its first character', () => {
    for (const bigEndian of [false, true]) {
      for (const mark of ['\ufeff', '']) {
        const { text, encoding, findings } = decodeBytes(utf16(mark + plain, bigEndian));
        assert.equal(text, plain);
        assert.equal(encoding, bigEndian ? 'utf-16be' : 'utf-16le');
        assert.deepEqual(findings, []);
      }
    }
  });

  it('believes the mark before the charset and the charset before the declaration', () => {
    const declared = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>\xfc</a>', 'latin1');
    assert.match(decodeBytes(declared).text, /<a>ü</);
    assert.equal(decodeBytes(declared).encoding, 'windows-1252');
    assert.match(decodeBytes(declared, 'iso-8859-2').text, /<a>ü</);
    assert.equal(decodeBytes(declared, 'iso-8859-2').encoding, 'iso-8859-2');
    assert.equal(decodeBytes(Buffer.from('\ufeff<a/>'), 'iso-8859-1').encoding, 'utf-8');
  });

  it('reads the encodings of East Asian devices', () => {
    const gbk = Buffer.concat([
      Buffer.from('<?xml version="1.0" encoding="GB2312"?><a>'),
      Buffer.from([0xd6, 0xd0, 0xce, 0xc4]),
      Buffer.from('</a>'),
    ]);
    assert.match(decodeBytes(gbk).text, /<a>中文<\/a>/);
  });

  it('finds the declaration behind junk', () => {
    const bytes = Buffer.from('\0\0\r\n<?xml version="1.0" encoding="ISO-8859-1"?><a>\xe9</a>', 'latin1');
    assert.match(decodeBytes(bytes).text, /<a>é</);
  });

  it('does not believe an 8-bit text that it is UTF-16', () => {
    const bytes = Buffer.from('<?xml version="1.0" encoding="utf-16"?><a>é</a>');
    assert.match(decodeBytes(bytes).text, /<a>é</);
  });

  it('reports bytes that are no UTF-8, but not a sent U+FFFD', () => {
    const bad = decodeBytes(Buffer.from('<a>\xfc</a>', 'latin1'));
    assert.equal(bad.text, '<a>\ufffd</a>');
    assert.deepEqual(
      bad.findings.map(each => each.code),
      ['invalid-utf8'],
    );
    assert.deepEqual(decodeBytes(Buffer.from('<a>\ufffd</a>')).findings, []);
  });

  it('reports an encoding that nobody knows and reads UTF-8', () => {
    const { text, findings } = decodeBytes(Buffer.from('<a>é</a>'), 'x-nobody');
    assert.equal(text, '<a>é</a>');
    assert.deepEqual(
      findings.map(each => each.code),
      ['unknown-encoding'],
    );
  });
});
