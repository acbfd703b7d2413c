// The localnet's relayer.
//
//   node relay.js SETTINGS open PORT_A PORT_B           new clients, a connection and a channel; prints one line of JSON
//   node relay.js SETTINGS channel LINK PORT_A PORT_B   one more channel on that connection; prints its two ends
//   node relay.js SETTINGS watch LINK                   relays packets, acknowledgements and timeouts until it is stopped
//
// SETTINGS is a JSON file: {a, b: {rpc, prefix, gasPrice, mnemonic}, blockMs}; LINK one with what `open` printed.
const { readFileSync } = require("node:fs");
const { setTimeout: pause } = require("node:timers/promises");
require("./ibc-go-v10.js");
const { IbcClient, Link } = require("@confio/relayer");
const { DirectSecp256k1HdWallet } = require("@cosmjs/proto-signing");
const { GasPrice } = require("@cosmjs/stargate");

const UNORDERED = 1;
const VERSION = "ics20-1";
const log = {
  error: console.error,
  warn: console.error,
  info: (text) => / 0 (packets|acks) /.test(text) || console.error(text),
  verbose: () => {},
  debug: () => {},
  child: () => log,
};
const read = (path) => JSON.parse(readFileSync(path, "utf8"));

async function client({ rpc, prefix, gasPrice, mnemonic }, blockMs) {
  const signer = await DirectSecp256k1HdWallet.fromMnemonic(mnemonic, { prefix });
  const [{ address }] = await signer.getAccounts();
  return IbcClient.connectWithSigner(rpc, signer, address, {
    gasPrice: GasPrice.fromString(gasPrice),
    estimatedBlockTime: blockMs,
    estimatedIndexerTime: 50,
    broadcastPollIntervalMs: 100, // the default of 3 s is what each transaction would take
  });
}

const known = (a, b, ends) => Link.createWithExistingConnections(a, b, ends.a.connection, ends.b.connection, log);

async function open(link, portA, portB) {
  const { src, dest } = await link.createChannel("A", portA, portB, UNORDERED, VERSION);
  const end = ({ clientID, connectionID }, { portId, channelId }) => ({
    client: clientID,
    connection: connectionID,
    port: portId,
    channel: channelId,
  });
  console.log(JSON.stringify({ a: end(link.endA, src), b: end(link.endB, dest) }));
}

async function watch(link, blockMs) {
  let stopped = false;
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => (stopped = true));
  console.error("relaying");
  let heights = {};
  while (!stopped) {
    try {
      heights = (await link.doCheckAndRelay(heights)).heights;
    } catch (error) {
      console.error(`a pass failed, trying again: ${error.message}`);
    }
    await pause(blockMs);
  }
}

async function main([settings, command, ...rest]) {
  const { a, b, blockMs } = read(settings);
  const [clientA, clientB] = await Promise.all([client(a, blockMs), client(b, blockMs)]);
  switch (command) {
    case "open":
      return open(await Link.createWithNewConnections(clientA, clientB, log), ...rest);
    case "channel":
      return open(await known(clientA, clientB, read(rest[0])), ...rest.slice(1));
    case "watch":
      return watch(await known(clientA, clientB, read(rest[0])), blockMs);
    default:
      throw new Error("node relay.js SETTINGS open PORT_A PORT_B | channel LINK PORT_A PORT_B | watch LINK");
  }
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
