//! Attacks that must not have any effect: forged returns, replays, and a core that forgets which packets it has settled.

use causeway_tests::hostile::packet_data;
use ibc_multi_test::End;

use crate::history::History;
use crate::model::{Sent, State};

impl History {
    /// A counterparty calls home one unit more than there is in escrow on its channel.
    pub fn false_return(&mut self) {
        let channel = self.random.index(self.stage.channels.len());
        if !self.stage.is_open(channel) {
            return;
        }
        let End {
            chain,
            port,
            channel: id,
        } = self.stage.channels[channel].b.clone();
        let ours = self.stage.channels[channel].a.channel.clone();
        let paths: Vec<String> = self.model.books.keys().map(|(_, path)| path.clone()).collect();
        let Some(path) = self.random.pick(&paths) else {
            return;
        };
        let books = self.model.books.get(&(ours, path.clone()));
        let too_much = books.map_or(0, |books| books.outstanding) + 1;
        let receiver = self.user(self.stage.hub);
        let data = packet_data(
            &format!("{port}/{id}/{path}"),
            &too_much.to_string(),
            receiver.as_str(),
        );
        let end = End {
            chain,
            port,
            channel: id,
        };
        let before = self.stage.storage();
        let forged = self.stage.net.forge_packet(&end, &data, u64::MAX).unwrap();
        self.stage.net.recv(forged).unwrap();
        let ack = self.stage.net.packet(forged).ack.clone().unwrap();
        assert!(ack.starts_with(b"{\"error\""), "{}: I3: was taken", self.at);
        assert!(self.stage.storage() == before, "{}: left a trace", self.at);
        self.count("false return: refused");
    }

    /// Whatever was relayed once is relayed again.
    pub fn replay(&mut self) {
        let ended = |sent: &&Sent| matches!(sent.state, State::Ended);
        let ended: Vec<_> = self.packets.iter().filter(ended).map(|sent| sent.id).collect();
        let Some(id) = self.random.pick(&ended) else {
            return;
        };
        let before = self.stage.storage();
        let net = &mut self.stage.net;
        let mut again = vec![net.ack(id), net.timeout(id), net.timeout_on_close(id)];
        // one that timed out because of a channel that was closed and is open again would be received, by core's rules
        if net.packet(id).received > 0 {
            again.push(net.recv(id));
        }
        let noops = again.iter().flatten().all(|response| response.is_noop());
        assert!(noops, "{}: was carried out", self.at);
        assert!(self.stage.storage() == before, "{}: left a trace", self.at);
        self.count("replay: refused or without effect");
    }

    /// Core at home commits once more to a packet that has ended; the contract alone stands against a second refund.
    pub fn core_forgets(&mut self) {
        // what ended under cw20-ics20 is not known any more
        let may_be_tried = |sent: &&Sent| {
            let is_over = sent.from_hub && matches!(sent.state, State::Ended);
            is_over && (!sent.is_old || self.is_marked(sent))
        };
        let ended: Vec<Sent> = self.packets.iter().filter(may_be_tried).cloned().collect();
        let Some(sent) = self.random.pick(&ended) else {
            return;
        };
        if !self.stage.is_open(sent.channel) {
            return;
        }
        let end = self.stage.channels[sent.channel].a.clone();
        let packet = self.stage.net.packet(sent.id).packet.clone();
        let next = self.stage.net[end.chain].next_sequence(&end.port, &end.channel);
        self.stage.net[end.chain].set_next_sequence(&end.port, &end.channel, sent.sequence);
        let forged = self
            .stage
            .net
            .forge_packet(&end, &packet.data, packet.timeout_timestamp);
        self.stage.net[end.chain].set_next_sequence(&end.port, &end.channel, next);
        let again = forged.unwrap();
        let text = self.refused(|stage| stage.net.forge_ack(again, br#"{"error":"again"}"#));
        assert!(text.contains("already settled"), "{}: {text}", self.at);
        // a success pays nothing, whoever sent the packet; with it core has ended it again
        let before = self.stage.storage();
        self.stage.net.forge_ack(again, br#"{"result":"AQ=="}"#).unwrap();
        assert!(self.stage.storage() == before, "{}: left a trace", self.at);
        self.count(match sent.is_old {
            true => "second refund refused: old packet",
            false => "second refund refused: own packet",
        });
    }
}
