'use strict';
// Reads and writes signed catalogues without a line of the library's own: node's crypto, and either
// the packages of package.json or what stands below. Standard input and output are JSON.
const crypto = require('node:crypto');
const { createRequire } = require('node:module');

const input = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
const packages = input.packages ? createRequire(input.packages + '/') : null;

function plainEncoding(type, payload) {
  const head = `DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

function plainCanonical(value) {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(plainCanonical).join(',')}]`;
  const member = (key) => `${JSON.stringify(key)}:${plainCanonical(value[key])}`;
  return `{${Object.keys(value).sort().map(member).join(',')}}`;
}

const encode = packages ? packages('@sigstore/core').dsse.preAuthEncoding : plainEncoding;
const canonicalize = packages ? packages('canonicalize') : plainCanonical;
const canonical = canonicalize.default || canonicalize;

const payload = Buffer.from(input.envelope.payload, 'base64');
const message = encode(input.envelope.payloadType, payload);
const keys = input.keys.map((key) =>
  crypto.createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' }));
const verified = keys.filter((key) =>
  input.envelope.signatures.some(({ sig }) =>
    crypto.verify(null, message, key, Buffer.from(sig, 'base64')))).length;

const digests = JSON.parse(payload).subject.map(({ annotations }) =>
  crypto.createHash('sha256').update('agentgovernance/descriptor/v1\0')
    .update(canonical(annotations.descriptor)).digest('hex'));

const own = crypto.generateKeyPairSync('ed25519');
const sig = crypto.sign(null, message, own.privateKey).toString('base64');
const spki = own.publicKey.export({ format: 'der', type: 'spki' });
const keyid = crypto.createHash('sha256').update(spki).digest('hex');
process.stdout.write(JSON.stringify({
  verified,
  digests,
  key: spki.toString('base64'),
  envelope: { ...input.envelope, signatures: [{ keyid, sig }] },
}));
