//! A server that repeats recorded answers of a real node.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use cosmwasm_std::HexBinary;
use serde_json::{json, Value};

/// Answers by question: a node's address as it was recorded, the method, and its parameters.
#[derive(Clone)]
pub struct Recorded(HashMap<String, Value>);

/// The height of a state is left out: the recorded chains stood still, and are asked at several heights.
fn key(node: &str, method: &str, params: &Value) -> String {
    let mut params = params.clone();
    if let (Some(params), "abci_query") = (params.as_object_mut(), method) {
        params.remove("height");
    }
    format!("{node} {method} {params}")
}

/// The question for the first page: the searches' page number is 1, and a query has no page key [`NEXT_KEY`].
fn first_page(params: &Value) -> Value {
    let mut params = params.clone();
    if params["page"].is_string() {
        params["page"] = "1".into();
    }
    if let Some(data) = params["data"].as_str() {
        let mut data = HexBinary::from_hex(data).unwrap().to_vec();
        let mut windows = data.windows(NEXT_KEY.len());
        if let Some(start) = windows.position(|window| window == NEXT_KEY) {
            // the length of the page request stands before it
            data[start - 1] -= 6;
            data.drain(start..start + NEXT_KEY.len());
            params["data"] = HexBinary::from(data).to_hex().into();
        }
    }
    params
}

/// Where the second page of a query begins, in tests: a page's key `next`, in protobuf, as request and answer have it.
pub const NEXT_KEY: &[u8] = b"\x0a\x04next";

impl Recorded {
    /// The answers of these files of tests/vectors/rpc; of two to the same question, the last one.
    pub fn read(files: &[&str]) -> Self {
        let mut answers = HashMap::new();
        for file in files {
            let path = format!("{}/../../tests/vectors/rpc/{file}", env!("CARGO_MANIFEST_DIR"));
            for line in std::fs::read_to_string(path).unwrap().lines() {
                let call: Value = serde_json::from_str(line).unwrap();
                let method = call["method"].as_str().unwrap();
                let key = key(call["node"].as_str().unwrap(), method, &call["params"]);
                answers.insert(key, call);
            }
        }
        Self(answers)
    }

    /// A node's whole reply to a question.
    pub fn reply(&self, node: &str, question: &Value) -> Value {
        reply_to(question, node, &self.0, &|_, _| ())
    }

    /// All questions of a method to a node, and the results.
    pub fn asked(&self, node: &str, method: &str) -> Vec<(Value, Value)> {
        let calls = self.0.values();
        let mut asked: Vec<_> = calls
            .filter(|call| call["node"] == node && call["method"] == method)
            .map(|call| (call["params"].clone(), call["result"].clone()))
            .collect();
        asked.sort_by_key(|(params, _)| params.to_string());
        asked
    }

    /// Another answer of the application to every query of this path, of one node.
    pub fn change(&mut self, node: &str, path: &str, change: impl Fn(&mut Value)) {
        let calls = self.0.values_mut();
        let asked = calls.filter(|call| call["node"] == node && call["params"]["path"] == path);
        let changed = asked.map(|call| change(&mut call["result"]["response"])).count();
        assert!(changed > 0, "{path} was never asked");
    }

    /// The same, but `own` answers first: the whole reply to a question, if it has one.
    pub fn serve_with(&self, node: &str, own: impl Fn(&Value) -> Option<Value> + Send + 'static) -> String {
        let (node, answers) = (node.to_string(), self.0.clone());
        serve(move |question| {
            let reply = own(question).unwrap_or_else(|| reply_to(question, &node, &answers, &|_, _| ()));
            ("200 OK", reply.to_string())
        })
    }

    /// Serves one node's answers, and gives the address.
    pub fn serve(&self, node: &str) -> String {
        self.serve_changed(node, |_, _| ())
    }

    /// The same, after `change` has seen the question and the answer's result. What asks for a later page is answered
    /// like the first.
    pub fn serve_changed(&self, node: &str, change: impl Fn(&Value, &mut Value) + Send + 'static) -> String {
        let (node, answers) = (node.to_string(), self.0.clone());
        serve(move |question| {
            let reply = reply_to(question, &node, &answers, &change);
            ("200 OK", reply.to_string())
        })
    }
}

fn reply_to(
    question: &Value,
    node: &str,
    answers: &HashMap<String, Value>,
    change: &impl Fn(&Value, &mut Value),
) -> Value {
    let method = question["method"].as_str().unwrap();
    let first = first_page(&question["params"]);
    let key = key(node, method, &first);
    match answers.get(&key) {
        Some(call) if !call["error"].is_null() => json!({ "error": call["error"] }),
        Some(call) => {
            let mut result = call["result"].clone();
            change(question, &mut result);
            json!({ "result": result })
        }
        None => json!({ "error": { "code": -32603, "message": format!("not recorded: {key}") } }),
    }
}

/// What a node answers to a search where it keeps no index of transactions.
pub fn no_index(question: &Value) -> Option<Value> {
    let error =
        json!({ "code": -32603, "message": "Internal error", "data": "transaction indexing is disabled" });
    (question["method"] == "tx_search").then(|| json!({ "error": error }))
}

/// Answers every question like this, on a port of its own, until the test program ends.
pub fn serve(answer: impl Fn(&Value) -> (&'static str, String) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            reply(&mut stream.unwrap(), &answer);
        }
    });
    url
}

fn reply(stream: &mut TcpStream, answer: &impl Fn(&Value) -> (&'static str, String)) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let line = line.trim().to_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(number) = line.strip_prefix("content-length:") {
            length = number.trim().parse().unwrap();
        }
    }
    let mut question = vec![0; length];
    reader.read_exact(&mut question).unwrap();
    let (status, body) = answer(&serde_json::from_slice(&question).unwrap());
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
    .unwrap();
}
