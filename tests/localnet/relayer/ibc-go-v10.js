// What @confio/relayer 0.12.0 needs to relay for ibc-go 10. Its modules call these functions through the exports object,
// so it is enough to replace them there, before anything is relayed.
const { fromHex } = require("@cosmjs/encoding");
const { fromTendermintEvent } = require("@cosmjs/stargate");
const { IbcClient } = require("@confio/relayer");
const utils = require("@confio/relayer/build/lib/utils");

const attribute = (event, key) => event.attributes.find((a) => a.key === key)?.value ?? "";

// ibc-go 10 has only the hexadecimal forms of the attributes packet_data and packet_ack.
const packetOf = (event) => {
  const [packet] = utils.parsePacketsFromEvents([event]);
  return { ...packet, data: fromHex(attribute(event, "packet_data_hex")) };
};
const packets = (events) => events.filter((event) => event.type === "send_packet").map(packetOf);

const parseAcks = utils.parseAcksFromTxEvents;
const ackOf = (event) => {
  const [ack] = parseAcks([event]);
  ack.originalPacket.data = fromHex(attribute(event, "packet_data_hex"));
  return { ...ack, acknowledgement: fromHex(attribute(event, "packet_ack_hex")) };
};

utils.parsePacketsFromTendermintEvents = (events) => packets(events.map(fromTendermintEvent));
utils.parseAcksFromTxEvents = (events) => events.filter((event) => event.type === "write_acknowledgement").map(ackOf);

// CometBFT 0.38 has finalize_block_events in the place of begin_block_events and end_block_events.
utils.parsePacketsFromBlockResult = ({ finalizeBlockEvents = [], beginBlockEvents = [], endBlockEvents = [] }) =>
  utils.parsePacketsFromTendermintEvents([...finalizeBlockEvents, ...beginBlockEvents, ...endBlockEvents]);

// Asked for the next sequence to receive on an unordered channel, ibc-go answers 0, which MsgTimeout then refuses. The
// value has no meaning there: what is proved is that a receipt is missing.
const { timeoutPackets } = IbcClient.prototype;
IbcClient.prototype.timeoutPackets = function (late, proofs, nextSequences, height) {
  const sequences = nextSequences.map((next, i) => next || late[i].sequence);
  return timeoutPackets.call(this, late, proofs, sequences, height);
};
