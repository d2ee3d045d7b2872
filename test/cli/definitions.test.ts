import assert from 'node:assert/strict';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { CommandLine } from './commandLine';

const corpus = path.resolve('../shared/corpus/messages.jsonl.gz');
const definitions = path.resolve('../shared/onvif-schemas');

const setHostname = (body: string) =>
  `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"
    xmlns:tds="http://www.onvif.org/ver10/device/wsdl"><s:Body>
  <tds:SetHostname>${body}</tds:SetHostname>
</s:Body></s:Envelope>`;
const good = setHostname('<tds:Name>gate</tds:Name>');
const bad = setHostname('<tds:Nam>gate</tds:Nam>');

const lamp = (tokenType: string) => `<definitions xmlns="http://schemas.xmlsoap.org/wsdl/"
    xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap12/"
    xmlns:v="urn:vendor" targetNamespace="urn:vendor">
  <types><xs:schema targetNamespace="urn:vendor" elementFormDefault="qualified" xmlns:tt="http://www.onvif.org/ver10/schema">
    <xs:import namespace="http://www.onvif.org/ver10/schema"/>
    <xs:element name="Blink"><xs:complexType><xs:sequence>
      <xs:element name="Token" type="${tokenType}"/></xs:sequence></xs:complexType></xs:element>
    <xs:element name="BlinkResponse"><xs:complexType/></xs:element></xs:schema></types>
  <message name="In"><part name="parameters" element="v:Blink"/></message>
  <message name="Out"><part name="parameters" element="v:BlinkResponse"/></message>
  <portType name="Lamp"><operation name="Blink"><input message="v:In"/><output message="v:Out"/></operation></portType>
  <binding name="LampBinding" type="v:Lamp"><soap:binding style="document" transport="t"/>
    <operation name="Blink"><soap:operation soapAction="urn:vendor/blink"/>
    <input><soap:body use="literal"/></input><output><soap:body use="literal"/></output></operation></binding>
</definitions>`;

describe('the command line on definitions and documents', function () {
  this.timeout(60_000);
  const onvif = new CommandLine();
  let folder: string;
  before(async () => {
    folder = fs.mkdtempSync(path.join(tmpdir(), 'onvif-cli-'));
    await onvif.build();
  });
  after(async () => {
    fs.rmSync(folder, { recursive: true, force: true });
    await onvif.dispose();
  });
  const write = (name: string, content: string | Uint8Array) => {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content);
    return file;
  };
  /** Ends with `code`, nothing on standard output, one sentence on standard error. */
  const refuses = async (args: string[], code: number, sentence: RegExp) => {
    const ended = await onvif.run(args);
    assert.deepEqual([ended.code, ended.out], [code, ''], ended.errors);
    assert.match(ended.errors, sentence);
    assert.match(ended.errors, /^onvif: [^\n]+\n$/);
  };

  describe('describe and template', () => {
    it('describe prints the signature, or all of it as JSON', async () => {
      const { code, out } = await onvif.run(['describe', 'CreateUsers', '--service', 'tds']);
      assert.equal(code, 0);
      assert.match(out, /^tds:CreateUsers\n[^\n]+\n\nservice +Device Management/);
      assert.match(out, /^action +http:\/\/www\.onvif\.org\/ver10\/device\/wsdl\/CreateUsers$/m);
      assert.match(out, /^access +WRITE_SYSTEM$/m);
      assert.match(out, /^ {2}tds:User +tt:User +1\.\.\*\n {4}@any [^\n]+\n {4}tt:Username +xs:string +1$/m);
      assert.match(out, /tt:UserLevel +tt:UserLevel +1 +xs:string, Administrator \| Operator \| User/);
      const json = await onvif.run(['describe', 'tds:CreateUsers', '--json']);
      const description = JSON.parse(json.out) as { operation: string; types: object };
      assert.equal(description.operation, 'tds:CreateUsers');
      assert.ok('tt:User' in description.types);
    });

    it('template prints a valid request, and arguments that call takes', async () => {
      for (const more of [[], ['--all']]) {
        const template = await onvif.run(['template', 'tds:SetNetworkInterfaces', ...more]);
        assert.equal(template.code, 0);
        assert.equal(/<tt:IPv6>/.test(template.out), more.length > 0);
        const judged = await onvif.run(['validate', '-'], { input: template.out });
        assert.deepEqual([judged.code, judged.out], [0, '']);
      }
      const { url, end } = await onvif.simulate(['--no-discovery']);
      const args = await onvif.run(['template', 'tds:SetDiscoveryMode', '--json']);
      assert.deepEqual(JSON.parse(args.out), { DiscoveryMode: 'Discoverable' });
      const scopes = await onvif.run(['template', 'tds:SetScopes', '--json']);
      assert.deepEqual(Object.keys(JSON.parse(scopes.out) as object), ['Scopes']);
      const called = await onvif.run(['call', url, 'tds:SetDiscoveryMode', '-'], { input: args.out });
      assert.equal(called.code, 0, called.errors);
      await end();
    });

    it('an operation that nobody has: exit 2 and what comes near', async () => {
      await refuses(['describe', 'tds:SetHostnam'], 2, /did you mean tds:SetHostname/);
      await refuses(['template', 'SetHostnam'], 2, /did you mean tds:SetHostname/);
    });
  });

  describe('validate', () => {
    it('prints nothing for a good message: exit 0', async () => {
      const { code, out, errors } = await onvif.run(['validate', write('good.xml', good)]);
      assert.deepEqual([code, out, errors], [0, '', '']);
    });

    it('prints each problem by file, line and column, as text and as JSON: exit 1', async () => {
      const [one, two] = [write('good.xml', good), write('bad.xml', bad)];
      const text = await onvif.run(['validate', one, two]);
      assert.equal(text.code, 1);
      assert.match(text.out, /^[^\n]+\n$/, 'one problem, one line');
      assert.ok(text.out.startsWith(`${two}:3:21: error cvc-complex-type.2.4.a `), text.out);
      const json = await onvif.run(['validate', '--json', one, two]);
      assert.equal(json.code, 1);
      const [problem, ...more] = JSON.parse(json.out) as Record<string, unknown>[];
      assert.deepEqual(more, []);
      const { message, ...rest } = problem!;
      assert.match(String(message), /tds:Name/);
      assert.deepEqual(rest, {
        ...{ file: two, line: 3, column: 21, endLine: 3, endColumn: 28 },
        ...{ severity: 'error', code: 'cvc-complex-type.2.4.a' },
      });
    });

    it('judges standard input; warnings alone are good', async () => {
      const unknown = `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"
        xmlns:tt="http://www.onvif.org/ver10/schema"><s:Header><tt:Nothing/></s:Header><s:Body>
        <GetHostname xmlns="http://www.onvif.org/ver10/device/wsdl"/></s:Body></s:Envelope>`;
      const { code, out } = await onvif.run(['validate', '-'], { input: unknown });
      assert.match(out, /^-:2:\d+: warning onvif\.unknown-element /);
      assert.equal(code, 0);
      const none = await onvif.run(['validate', '-', '--json'], { input: good });
      assert.deepEqual([none.code, JSON.parse(none.out)], [0, []]);
      const empty = await onvif.run(['validate', '-']);
      assert.equal(empty.code, 1);
      assert.match(empty.out, /^-:1:1: error /);
    });

    it('reads the encoding that a document is in, and says when it is not in it', async () => {
      const wide = write('wide.xml', Buffer.from(`\ufeff${good}`, 'utf16le'));
      assert.equal((await onvif.run(['validate', wide])).code, 0);
      const latin = write('latin.xml', Buffer.from(good.replace('gate', 'Tür'), 'latin1'));
      const { code, out } = await onvif.run(['validate', latin]);
      assert.equal(code, 1);
      assert.match(out, /:3:31: error invalid-utf8 /);
    });

    it('files that cannot be read: exit 2, the others are judged all the same', async () => {
      await refuses(
        ['validate', path.join(folder, 'nowhere.xml')],
        2,
        /nowhere\.xml cannot be read: it is not/,
      );
      await refuses(['validate', folder], 2, /it is a folder/);
      await refuses(['validate', write('gate.onvif', good)], 2, /scratchpad/);
      const both = await onvif.run([
        'validate',
        '--json',
        path.join(folder, 'nowhere.xml'),
        write('bad.xml', bad),
      ]);
      assert.equal(both.code, 2);
      assert.equal((JSON.parse(both.out) as unknown[]).length, 1);
    });

    it('prints no control characters of a document', async () => {
      const { out } = await onvif.run(['validate', '-'], { input: bad.replaceAll('Nam>', 'N\u001b[31m>') });
      assert.ok(out.length > 0 && !out.includes('\u001b'));
    });

    it('--jsonl judges a message a line, and names lines that are none', async () => {
      const lines = [
        JSON.stringify({ id: 'a', xml: good }),
        '',
        '{"id": 2}',
        JSON.stringify({ id: 3, xml: bad, more: 1 }).replace('gate', 'g\u2028te'),
      ];
      const { code, out, errors } = await onvif.run(['validate', '--jsonl', '-'], {
        input: lines.join('\r\n'),
      });
      assert.equal(code, 2);
      assert.match(errors, /^onvif: -, line 3: [^\n]+\n$/);
      const [first, second, ...more] = out
        .trim()
        .split('\n')
        .map(line => JSON.parse(line) as Record<string, unknown>);
      assert.deepEqual(more, []);
      assert.deepEqual(first, { id: 'a', valid: true, problems: [] });
      assert.deepEqual([second!['id'], second!['valid']], [3, false]);
      const [problem] = second!['problems'] as Record<string, unknown>[];
      assert.deepEqual([problem!['line'], problem!['column'], problem!['endColumn']], [3, 21, 28]);
      const bare = await onvif.run(['validate', '--jsonl', '-'], { input: lines[3]! });
      assert.equal(bare.code, 1);
    });

    it('agrees with the verdicts of the official schemas', async function () {
      if (!fs.existsSync(corpus)) return this.skip();
      const text = gunzipSync(fs.readFileSync(corpus)).toString();
      const started = Date.now();
      const { code, out } = await onvif.run(['validate', '--jsonl', '-'], { input: text });
      const took = Date.now() - started;
      assert.equal(code, 1);
      const verdicts = out
        .trim()
        .split('\n')
        .map(line => JSON.parse(line) as Verdict);
      const expected = text
        .trim()
        .split('\n')
        .map(line => JSON.parse(line) as { id: string; valid: boolean });
      assert.deepEqual(
        verdicts.map(each => each.id),
        expected.map(each => each.id),
      );
      const stricter = ['onvif.base64', 'onvif.misplaced-element'];
      const different = verdicts.filter(
        ({ valid, problems }, at) =>
          valid !== expected[at]!.valid &&
          !(
            expected[at]!.valid &&
            problems.every(({ code, severity }) => severity !== 'error' || stricter.includes(code))
          ),
      );
      assert.deepEqual(different, []);
      assert.ok(took < 20_000, `${took} ms`);
    });
  });

  describe('catalog compile', () => {
    it('compiles a vendor’s service, which --catalog then knows', async () => {
      const from = path.dirname(write('lamp/lamp.wsdl', lamp('tt:ReferenceToken')));
      const file = path.join(folder, 'lamp.json');
      const alone = await onvif.run(['catalog', 'compile', from, '-o', file]);
      assert.deepEqual([alone.code, alone.out], [1, '']);
      assert.match(alone.errors, /^lamp\.wsdl:\d+: error missing-import [^\n]+\n/);
      assert.match(alone.errors, /\nonvif: Nothing was written[^\n]+--with-bundled/);
      assert.ok(!fs.existsSync(file));

      const compiled = await onvif.run(['catalog', 'compile', from, '-o', file, '--with-bundled', '--json']);
      assert.equal(compiled.code, 0, compiled.errors);
      const counts = JSON.parse(compiled.out) as Record<string, number>;
      assert.deepEqual([counts['services'], counts['operations']], [1, 1]);
      assert.deepEqual(
        fs.readdirSync(folder).filter(name => name.startsWith('lamp.json')),
        ['lamp.json'],
      );

      const described = await onvif.run(['describe', 'v:Blink', '--catalog', file]);
      assert.match(described.out, /v:Token +tt:ReferenceToken +1 +xs:string, length at most 64/);
      const template = await onvif.run(['template', 'v:Blink', '--catalog', file]);
      assert.equal((await onvif.run(['validate', '-', '--catalog', file], { input: template.out })).code, 0);
      assert.equal((await onvif.run(['validate', '-'], { input: template.out })).code, 1);
      assert.equal((await onvif.run(['describe', 'tds:GetUsers', '--catalog', file])).code, 0);
      await refuses(['call', '127.0.0.1:1', 'v:Blink', '{"Token":"a"}', '--catalog', file], 3, /refused/);
    });

    it('leaves what was there before when the folder is broken', async () => {
      const from = path.dirname(write('broken/lamp.wsdl', lamp('v:Nothing')));
      write('broken/half.xsd', '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"');
      const file = write('kept.json', 'before');
      const { code, out, errors } = await onvif.run([
        'catalog',
        'compile',
        from,
        '-o',
        file,
        '--with-bundled',
      ]);
      assert.deepEqual([code, out], [1, '']);
      assert.match(errors, /^half\.xsd\S*: error not-xml /m);
      const left = await onvif.run([
        'catalog',
        'compile',
        from,
        '-o',
        file,
        '--with-bundled',
        '--leave-out',
        'half.xsd',
      ]);
      assert.equal(left.code, 1);
      assert.match(left.errors, /^lamp\.wsdl:\d+: error unknown-name [^\n]*Nothing/m);
      assert.doesNotMatch(left.errors, /half\.xsd/);
      assert.equal(fs.readFileSync(file, 'utf8'), 'before');
    });

    it('wrong usage: exit 2', async () => {
      await refuses(['catalog', 'compile', path.join(folder, 'none'), '-o', 'x'], 2, /none cannot be read/);
      await refuses(['catalog', 'compile', folder], 2, /--output/);
      await refuses(
        ['catalog', 'compile', folder, '-o', path.join(folder, 'none', 'x')],
        2,
        /none cannot be read/,
      );
      await refuses(['catalog', 'make'], 2, /unknown command/);
      await refuses(['describe', 'tds:GetUsers', '--catalog', write('other.json', '{}')], 2, /is no catalog/);
      await refuses(
        ['describe', 'tds:GetUsers', '--catalog', path.join(folder, 'none')],
        2,
        /cannot be read/,
      );
      const clash = {
        format: 1,
        name: 'x',
        namespaces: { tt: 'urn:x' },
        services: [],
        elements: {},
        types: {},
        attributes: {},
      };
      await refuses(
        ['describe', 'tds:GetUsers', '--catalog', write('clash.json', JSON.stringify(clash))],
        2,
        /by the prefix tt /,
      );
    });

    it('counts the published definitions as they are', async function () {
      if (!fs.existsSync(definitions)) return this.skip();
      const file = path.join(folder, 'onvif.json');
      const args = ['catalog', 'compile', definitions, '-o', file, '--leave-out', 'federatedsearch.wsdl'];
      const { code, out } = await onvif.run([...args, '--name', 'ONVIF 26.06']);
      assert.equal(code, 0);
      assert.match(out, /^services +26\nbindings +40\noperations +644\nmessage elements +1275$/m);
      assert.match(out, /^enumeration values +707\nwildcards +665$/m);
      const committed = fs.readFileSync('src/onvif/catalog/onvif-26.06.catalog.json', 'utf8');
      assert.equal(fs.readFileSync(file, 'utf8'), committed);
    });
  });
});

interface Verdict {
  readonly id: string;
  readonly valid: boolean;
  readonly problems: readonly { readonly code: string; readonly severity: string }[];
}
