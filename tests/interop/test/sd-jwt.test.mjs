// The stock SD-JWT VC implementation of the OpenWallet Foundation against ours: each issues, holds and verifies what the
// other made.
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash, createPublicKey, generateKeyPairSync, randomBytes, sign, verify } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const target = process.env.CARGO_TARGET_DIR ?? join(homedir(), '.cache/cybersyn/target');
const KIND = 'urn:cybersyn:membership:1';
const AUDIENCE = 'https://verifier.example';
const CLAIMS = { name: 'Ada', region: { city: 'Quito', country: 'EC' }, langs: ['es', 'qu', 'en'], member: true, share: 12.5 };

/** Runs the example program of the crate; throws what it says when it refuses. */
function ours(...args) {
  const input = args[0] === 'present' || args[0] === 'verify' ? args.pop() : '';
  try {
    return execFileSync(join(target, 'release/examples/sd_jwt'), args, { input, encoding: 'utf8', stdio: 'pipe' }).trimEnd();
  } catch (error) {
    throw new Error(error.stderr || error.message);
  }
}

function somebody(alg) {
  const pair = alg === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519');
  const jwk = pair.publicKey.export({ format: 'jwk' });
  const did = ours('did', JSON.stringify(jwk));
  const digest = alg === 'ES256' ? 'sha256' : null;
  const signer = (data) => sign(digest, Buffer.from(data), { key: pair.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
  return { alg, did, jwk, kid: `${did}#${did.slice('did:key:'.length)}`, seed: pair.privateKey.export({ format: 'jwk' }).d, signer };
}

function isSignedBy(jwk, data, signature) {
  const key = { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' };
  return verify(jwk.kty === 'EC' ? 'sha256' : null, Buffer.from(data), key, Buffer.from(signature, 'base64url'));
}

function theirs(issuer, holder) {
  return new SDJwtVcInstance({
    signer: issuer.signer,
    signAlg: issuer.alg,
    verifier: (data, signature) => isSignedBy(issuer.jwk, data, signature),
    kbSigner: holder.signer,
    kbSignAlg: holder.alg,
    kbVerifier: (data, signature, payload) => isSignedBy(payload.cnf.jwk, data, signature),
    hasher: (data, algorithm) => createHash(algorithm.replace('-', '')).update(data).digest(),
    hashAlg: 'sha-256',
    saltGenerator: (length) => randomBytes(length).toString('base64url'),
  });
}

function issuedByThem(issuer, holder) {
  const now = Math.floor(Date.now() / 1000);
  const payload = { iss: issuer.did, iat: now, exp: now + 3600, vct: KIND, cnf: { jwk: holder.jwk }, ...CLAIMS };
  const frame = { _sd: ['name', 'region'], _sd_decoy: 2, region: { _sd: ['city'] }, langs: { _sd: [0, 2] } };
  return theirs(issuer, holder).issue(payload, frame, { header: { kid: issuer.kid } });
}

const issuedByUs = (issuer, holder) => ours(
  'issue', issuer.seed, KIND, JSON.stringify(holder.jwk), JSON.stringify(CLAIMS),
  '/name', '/region', '/region/city', '/langs/0', '/langs/2',
);

const presentedByUs = (credential, holder, nonce) => ours(
  'present', holder.seed, nonce, AUDIENCE, '/region/city', '/langs/2', credential,
);

function presentedByThem(credential, issuer, holder, nonce) {
  const kb = { payload: { iat: Math.floor(Date.now() / 1000), aud: AUDIENCE, nonce } };
  return theirs(issuer, holder).present(credential, { region: { city: true }, langs: { 2: true } }, { kb });
}

const verifiedByUs = (presentation, nonce) => JSON.parse(ours('verify', KIND, nonce, AUDIENCE, presentation));

async function verifiedByThem(presentation, issuer, holder, nonce) {
  const { payload } = await theirs(issuer, holder).verify(presentation, { keyBindingNonce: nonce });
  return payload;
}

function assertShown({ name, region, langs, member, share }) {
  const expected = { name: undefined, region: CLAIMS.region, langs: ['qu', 'en'], member: true, share: 12.5 };
  assert.deepEqual({ name, region, langs, member, share }, expected);
}

for (const alg of ['EdDSA', 'ES256']) {
  test(`${alg}: their credential, their presentation, our verification`, async () => {
    const [issuer, holder] = [somebody(alg), somebody(alg)];
    const presentation = await presentedByThem(await issuedByThem(issuer, holder), issuer, holder, 'n-1');
    assertShown(verifiedByUs(presentation, 'n-1'));
    assert.throws(() => verifiedByUs(presentation, 'n-2'), /another nonce/);
    const other = await issuedByThem(issuer, somebody(alg));
    const mixed = `${other.split('~')[0]}~${presentation.split('~').slice(1).join('~')}`;
    assert.throws(() => verifiedByUs(mixed, 'n-1'), /fits no digest/);
  });
}

// Ours signs with Ed25519 only.
const [issuer, holder] = [somebody('EdDSA'), somebody('EdDSA')];

test('our credential, our presentation, their verification', async () => {
  const presentation = presentedByUs(issuedByUs(issuer, holder), holder, 'n-1');
  assertShown(await verifiedByThem(presentation, issuer, holder, 'n-1'));
  await assert.rejects(verifiedByThem(presentation, issuer, holder, 'n-2'));
  await assert.rejects(verifiedByThem(presentation, somebody('EdDSA'), holder, 'n-1'));
});

test('our credential, their presentation, both verifications', async () => {
  const presentation = await presentedByThem(issuedByUs(issuer, holder), issuer, holder, 'n-1');
  assertShown(verifiedByUs(presentation, 'n-1'));
  assertShown(await verifiedByThem(presentation, issuer, holder, 'n-1'));
});

test('their credential, our presentation, both verifications', async () => {
  const presentation = presentedByUs(await issuedByThem(issuer, holder), holder, 'n-1');
  assertShown(verifiedByUs(presentation, 'n-1'));
  assertShown(await verifiedByThem(presentation, issuer, holder, 'n-1'));
});
