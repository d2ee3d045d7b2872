import assert from 'node:assert/strict';
import { partById, readMultipart, type Multipart } from '../../../src/onvif/http/multipart';

const type = 'multipart/related; boundary="edge"; start="<root@x>"; type="application/xop+xml"';
const text = (part: { body: Uint8Array } | undefined) => part && Buffer.from(part.body).toString('latin1');

function read(lines: string[], contentType = type, lineEnd = '\r\n'): Multipart {
  const multipart = readMultipart(contentType, Buffer.from(lines.join(lineEnd), 'latin1'));
  assert.ok(multipart);
  return multipart;
}

describe('a multipart reply', () => {
  const lines = [
    'a preamble that nobody reads',
    '--edge',
    'Content-ID: <log@x>',
    'Content-Type: application/octet-stream',
    '',
    '\x00\xff--edge in the middle of a line\r\n--edgewise\n',
    '--edge ',
    'content-id: <root@x>',
    'Content-Type: application/xop+xml;',
    '  charset=UTF-8',
    '',
    '<a/>',
    '--edge--',
    'an epilogue',
  ];

  it('has the part that start names as root, the others as attachments, byte for byte', () => {
    const multipart = read(lines);
    assert.equal(text(multipart.root), '<a/>');
    assert.deepEqual(multipart.root.headers, [
      ['content-id', '<root@x>'],
      ['Content-Type', 'application/xop+xml; charset=UTF-8'],
    ]);
    assert.deepEqual(multipart.attachments.map(text), [
      '\x00\xff--edge in the middle of a line\r\n--edgewise\n',
    ]);
  });

  it('gives a part by its cid reference', () => {
    assert.equal(
      text(partById(read(lines), 'cid:log%40x')),
      '\x00\xff--edge in the middle of a line\r\n--edgewise\n',
    );
    assert.equal(partById(read(lines), 'cid:none'), undefined);
  });

  it('has its first part as root where start names none', () => {
    assert.equal(
      text(read(['--b', '', '1', '--b', '', '2', '--b--'], 'multipart/related;boundary=b').root),
      '1',
    );
  });

  it('is read with bare line feeds, without the last boundary and without the boundary parameter', () => {
    const short = ['--edge', 'Content-Type: text/xml', '', '<a/>'];
    assert.equal(text(read([...short, '--edge--'], type, '\n').root), '<a/>');
    assert.equal(text(read(short).root), '<a/>');
    assert.equal(text(read([...short, '--edge--'], 'Multipart/Related').root), '<a/>');
  });

  it('is none when the type or every boundary is missing', () => {
    assert.equal(readMultipart(undefined, Buffer.from('--edge\r\n\r\n')), undefined);
    assert.equal(readMultipart('application/soap+xml', Buffer.from('--edge\r\n\r\n')), undefined);
    assert.equal(readMultipart(type, Buffer.from('<a/>')), undefined);
    assert.equal(readMultipart('multipart/related', Buffer.from('<a/>')), undefined);
  });
});
