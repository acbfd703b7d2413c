//! Queries by a chain's own command line.

use std::process::Command;

use cosmwasm_std::testing::MockStorage;
use cosmwasm_std::{Binary, HexBinary, Storage};
use serde::de::DeserializeOwned;
use serde::Serialize;
use serde_json::Value;

use crate::Error;

/// A node, and the program that asks it.
#[derive(Clone, Debug)]
pub struct Node {
    /// `wasmd`, or the chain's own.
    pub program: String,
    /// RPC address.
    pub url: String,
}

impl Node {
    /// An answer, read from JSON.
    ///
    /// # Errors
    /// There is none.
    pub fn ask(&self, args: &[&str]) -> Result<Value, Error> {
        let mut command = Command::new(&self.program);
        command.args(args).args(["--node", &self.url, "--output", "json"]);
        let ended = command.output().map_err(|error| Error::NoProgram {
            program: self.program.clone(),
            why: error.to_string(),
        })?;
        let out = String::from_utf8_lossy(&ended.stdout);
        if !ended.status.success() {
            let why = complaint(&String::from_utf8_lossy(&ended.stderr));
            return Err(self.fault(args, why));
        }
        serde_json::from_str(&out)
            .map_err(|error| self.fault(args, format!("no JSON ({error}): {}", out.trim())))
    }

    fn fault(&self, args: &[&str], why: String) -> Error {
        let has = |any: &[&str]| any.iter().any(|part| why.contains(part));
        if has(&[
            "post failed",
            "connection refused",
            "no such host",
            "Client.Timeout",
            "invalid URL",
        ]) {
            let node = self.url.clone();
            return Error::Unreachable { node, why };
        }
        if has(&["invalid Bech32 prefix"]) {
            let program = self.program.clone();
            return Error::OtherPrefix { program, why };
        }
        if has(&["no such contract"]) {
            return Error::NoContract(args.get(4).copied().unwrap_or_default().into());
        }
        if has(&["transaction indexing is disabled"]) {
            return Error::NoIndex(self.url.clone());
        }
        Error::NoAnswer {
            question: format!("{} {}", self.program, args.join(" ")),
            why,
        }
    }

    /// Refuses a node of another chain.
    ///
    /// # Errors
    /// It is, or it does not answer.
    pub fn check_chain(&self, expected: &str) -> Result<(), Error> {
        let status = self.ask(&["status"])?;
        let id = status
            .pointer("/node_info/network")
            .and_then(Value::as_str)
            .unwrap_or_default();
        match id == expected {
            true => Ok(()),
            false => Err(Error::OtherChain {
                node: self.url.clone(),
                id: id.into(),
                expected: expected.into(),
            }),
        }
    }

    /// A contract's answer.
    ///
    /// # Errors
    /// There is none, or it is not of this type.
    pub fn smart<Q: Serialize, T: DeserializeOwned>(&self, contract: &str, query: &Q) -> Result<T, Error> {
        let refused = |why: serde_json::Error| Error::NoAnswer {
            question: format!("query of {contract}"),
            why: why.to_string(),
        };
        let question = serde_json::to_string(query).map_err(refused)?;
        let mut answer = self.ask(&["query", "wasm", "contract-state", "smart", contract, &question])?;
        let content = answer.get_mut("data").map(Value::take).unwrap_or_default();
        serde_json::from_value(content).map_err(refused)
    }

    /// All that a contract has stored, as raw bytes.
    ///
    /// # Errors
    /// When the chain has no answer, or one that cannot be read.
    pub fn storage(&self, contract: &str) -> Result<MockStorage, Error> {
        let mut storage = MockStorage::new();
        let mut next = String::new();
        loop {
            let mut args = vec![
                "query",
                "wasm",
                "contract-state",
                "all",
                contract,
                "--limit",
                "1000",
            ];
            if !next.is_empty() {
                args.extend(["--page-key", &next]);
            }
            let answer = self.ask(&args)?;
            for model in list(&answer, "/models") {
                let (key, value) = bytes(model).ok_or_else(|| unreadable(&args, model))?;
                storage.set(&key, &value);
            }
            match answer.pointer("/pagination/next_key").and_then(Value::as_str) {
                Some(key) if !key.is_empty() => next = key.into(),
                _ => return Ok(storage),
            }
        }
    }

    /// Of these packets those that this chain has not received.
    ///
    /// # Errors
    /// When the chain has no answer, or one that cannot be read.
    pub fn unreceived(&self, port: &str, channel: &str, sequences: &[u64]) -> Result<Vec<u64>, Error> {
        let asked: Vec<_> = sequences.iter().map(u64::to_string).collect();
        let asked = asked.join(",");
        let args = [
            "query",
            "ibc",
            "channel",
            "unreceived-packets",
            port,
            channel,
            "--sequences",
            &asked,
        ];
        numbers(&self.ask(&args)?, &args, "/sequences", "")
    }

    /// Packets whose commitment this chain still holds: sent, and neither acknowledged nor timed out.
    ///
    /// # Errors
    /// When the chain has no answer, or one that cannot be read.
    pub fn commitments(&self, port: &str, channel: &str) -> Result<Vec<u64>, Error> {
        let args = [
            "query",
            "ibc",
            "channel",
            "packet-commitments",
            port,
            channel,
            "--limit",
            "10000",
        ];
        numbers(&self.ask(&args)?, &args, "/commitments", "/sequence")
    }
}

/// Numbers in a list, written as texts.
fn numbers(answer: &Value, question: &[&str], pointer: &str, field: &str) -> Result<Vec<u64>, Error> {
    let number = |item: &Value| item.pointer(field)?.as_str()?.parse().ok();
    let numbers = list(answer, pointer);
    numbers
        .map(|item| number(item).ok_or_else(|| unreadable(question, item)))
        .collect()
}

/// What stands at a JSON pointer; `null` is an empty list.
fn list<'a>(answer: &'a Value, pointer: &str) -> impl Iterator<Item = &'a Value> {
    let items = answer.pointer(pointer).and_then(Value::as_array);
    items.into_iter().flatten()
}

/// Key in hexadecimal digits, value in base64.
fn bytes(model: &Value) -> Option<(Vec<u8>, Vec<u8>)> {
    let text = |field: &str| model.get(field)?.as_str();
    let key = HexBinary::from_hex(text("key")?).ok()?;
    let value = Binary::from_base64(text("value")?).ok()?;
    Some((key.to_vec(), value.to_vec()))
}

fn unreadable(question: &[&str], part: &Value) -> Error {
    Error::NoAnswer {
        question: question.join(" "),
        why: format!("cannot read {part}"),
    }
}

/// What a program of the Cosmos SDK says when it fails, taken from what it printed on standard error: the field `err` of
/// a coloured log line. A program of another kind: its last line.
pub fn complaint(errors: &str) -> String {
    let plain = uncoloured(errors);
    let line = plain
        .lines()
        .rfind(|line| !line.trim().is_empty())
        .unwrap_or_default();
    let Some((_, text)) = line.split_once(" err=") else {
        return line.trim_start_matches("Error: ").trim().to_string();
    };
    serde_json::from_str(text).unwrap_or_else(|_| text.to_string())
}

fn uncoloured(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_string();
    parts.fold(first, |plain, part| {
        plain + part.split_once('m').map_or(part, |(_, rest)| rest)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As wasmd 0.61.14 writes it.
    const REFUSED: &str = "\u{1b}[90m3:10PM\u{1b}[0m \u{1b}[31mERR\u{1b}[0m \u{1b}[1mfailure when running app\u{1b}[0m \
        \u{1b}[36merr=\u{1b}[0m\"post failed: Post \\\"http://127.0.0.1:9\\\": dial tcp 127.0.0.1:9: connect: connection \
        refused\"\n";

    #[test]
    fn the_programs_words_are_taken_out_of_its_log() {
        assert_eq!(
            complaint(REFUSED),
            "post failed: Post \"http://127.0.0.1:9\": dial tcp 127.0.0.1:9: connect: connection refused"
        );
        assert_eq!(complaint("Error: unknown flag: --nod\n"), "unknown flag: --nod");
        assert_eq!(complaint(""), "");
    }

    #[test]
    fn what_cannot_be_read_is_not_left_out() {
        let model = |key: &str, value: &str| serde_json::json!({ "key": key, "value": value });
        assert_eq!(
            bytes(&model("6162", "YWI=")),
            Some((b"ab".to_vec(), b"ab".to_vec()))
        );
        for model in [model("6", "YWI="), model("6162", "!"), Value::Null] {
            assert_eq!(bytes(&model), None);
        }
        let answer = serde_json::json!({ "sequences": ["7", "x"] });
        let read: Result<Vec<_>, _> = numbers(&answer, &["query"], "/sequences", "");
        assert_eq!(read, Err(unreadable(&["query"], &"x".into())));
        assert_eq!(
            numbers(&serde_json::json!({ "sequences": null }), &[], "/sequences", ""),
            Ok(vec![])
        );
    }

    #[test]
    fn a_node_that_does_not_answer_is_told_from_a_contract_that_is_not_there() {
        let node = Node {
            program: "wasmd".into(),
            url: "http://127.0.0.1:9".into(),
        };
        assert!(matches!(
            node.fault(&[], complaint(REFUSED)),
            Error::Unreachable { .. }
        ));
        let args = ["query", "wasm", "contract-state", "raw", "hub1abc"];
        let why = "rpc error: code = Unknown desc = address hub1abc: no such contract: unknown request";
        assert_eq!(node.fault(&args, why.into()), Error::NoContract("hub1abc".into()));
    }
}
