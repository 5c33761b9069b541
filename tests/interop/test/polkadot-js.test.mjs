// The stock polkadot-js API, as wallets and dApps use it, against a real node.
import { ApiPromise, WsProvider } from '@polkadot/api';
import { Keyring } from '@polkadot/keyring';
import { blake2AsHex } from '@polkadot/util-crypto';
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startNode } from '../node.mjs';

let node;
let api;
const keys = new Keyring({ type: 'sr25519' });

before(async () => {
  node = await startNode();
  api = await ApiPromise.create({ provider: new WsProvider(node.url), noInitWarn: true });
}, { timeout: 60_000 });

after(async () => {
  await api?.disconnect();
  await node?.stop();
});

/** Signs and sends; resolves with the events of the block that includes the transaction, rejects on a dispatch error. */
function submit(call, signer) {
  return new Promise((resolve, reject) => {
    call.signAndSend(signer, ({ status, events, dispatchError }) => {
      if (dispatchError) {
        const { section, name } = dispatchError.isModule
          ? api.registry.findMetaError(dispatchError.asModule) : { section: 'system', name: dispatchError.toString() };
        reject(new Error(`${section}.${name}`));
      } else if (status.isInBlock) resolve(events.map(({ event }) => event));
    }).catch(reject);
  });
}

test('the metadata names our pallets', () => {
  for (const pallet of ['did', 'personhood', 'attention', 'constitution', 'ballots', 'redundancy']) {
    assert.ok(api.query[pallet], `no storage of ${pallet}`);
  }
  assert.equal(api.registry.chainTokens[0], 'CYB');
  assert.equal(api.registry.chainDecimals[0], 12);
});

test('a transfer pays a fee and arrives', { timeout: 60_000 }, async () => {
  const [alice, bob] = [keys.addFromUri('//Alice'), keys.addFromUri('//Bob')];
  const balance = async (who) => (await api.query.system.account(who.address)).data.free.toBigInt();
  const [aliceBefore, bobBefore] = [await balance(alice), await balance(bob)];
  const amount = 5_000_000_000_000n;
  const events = await submit(api.tx.balances.transferKeepAlive(bob.address, amount), alice);
  assert.ok(events.some((event) => api.events.balances.Transfer.is(event)));
  assert.equal(await balance(bob), bobBefore + amount);
  assert.ok(await balance(alice) < aliceBefore - amount, 'the sender paid a fee');
});

test('a citizen without coins proposes and the chain keeps it', { timeout: 60_000 }, async () => {
  const citizen = keys.addFromUri('//Citizen//0');
  assert.equal((await api.query.system.account(citizen.address)).data.free.toBigInt(), 0n);
  const content = blake2AsHex('a frozen text');
  const [discussion, voting] = [10_000, 60_000];
  const call = api.tx.constitution.propose(content, 'Budget', null, discussion, voting);
  await submit(call, citizen);
  const id = (await api.query.constitution.nextProposal()).toNumber() - 1;
  const proposal = (await api.query.constitution.proposals(id)).unwrap();
  assert.equal(proposal.content.toHex(), content);
  assert.equal(proposal.proposer.toNumber(), 0);
  const ledger = (await api.query.ballots.ledgers(id)).unwrap();
  assert.equal(ledger.terms.closes.toNumber() - ledger.terms.opens.toNumber(), voting);
});

test('a stranger may not propose', { timeout: 60_000 }, async () => {
  const call = api.tx.constitution.propose(blake2AsHex('another text'), 'Budget', null, 10_000, 60_000);
  await assert.rejects(submit(call, keys.addFromUri('//Alice')), /constitution\.NotAPerson|constitution\.NotAuthorized/);
});

test('our storage reads as documented', async () => {
  const roll = await api.query.ballots.rollPages(0);
  assert.ok(roll.unwrap ? roll.unwrap().length >= 12 : roll.length >= 12, 'the founding citizens are on the roll');
  const founder = keys.addFromUri('//Citizen//3');
  const did = await api.query.did.accountDid(founder.address);
  assert.ok(did.isSome, 'a founder has a DID');
});
