//! Explanations of denoms, packets and acknowledgements, as text and as JSON.

mod ack;
mod denom;
mod go_json;
mod ibc_go;
mod input;
mod packet;

use serde_json::{Map, Value};

pub use self::ack::explain as ack;
pub use self::denom::{explain as denom, Voucher};
pub(crate) use self::go_json::Members;
pub use self::input::bytes;
pub use self::packet::{explain as packet, Route};

/// An explanation: named facts, and remarks on them.
#[derive(Clone, Debug, Default)]
pub struct Explanation {
    facts: Vec<(&'static str, Value)>,
    remarks: Vec<String>,
    /// Whether the chain would accept what is explained.
    pub valid: bool,
}

impl Explanation {
    fn new() -> Self {
        Self {
            valid: true,
            ..Self::default()
        }
    }

    fn fact(&mut self, name: &'static str, value: impl Into<Value>) {
        self.facts.push((name, value.into()));
    }

    fn remark(&mut self, text: impl Into<String>) {
        self.remarks.push(text.into());
    }

    fn wrong(&mut self, text: impl Into<String>) {
        self.valid = false;
        self.remarks.push(text.into());
    }

    /// The explanation as text: names and values in columns, then the remarks.
    pub fn text(&self) -> String {
        let width = self
            .facts
            .iter()
            .map(|(name, _)| name.len())
            .max()
            .unwrap_or_default();
        let mut out = String::new();
        for (name, value) in &self.facts {
            let lines: Vec<String> = match value {
                Value::String(text) => vec![text.clone()],
                Value::Array(items) if items.is_empty() => vec!["none".into()],
                Value::Array(items) => items.iter().map(plain).collect(),
                other => vec![plain(other)],
            };
            for (number, line) in lines.iter().enumerate() {
                let name = if number == 0 { name } else { "" };
                out.push_str(format!("{name:width$}  {line}").trim_end());
                out.push('\n');
            }
        }
        let remarks: String = self
            .remarks
            .iter()
            .map(|remark| format!("- {remark}\n"))
            .collect();
        match remarks.is_empty() {
            true => out,
            false => format!("{out}\n{remarks}"),
        }
    }

    /// The explanation as JSON: each fact, `remarks` and `valid`.
    pub fn json(&self) -> Value {
        let mut object: Map<String, Value> = self
            .facts
            .iter()
            .map(|(name, value)| (name.replace([' ', '/'], "_"), value.clone()))
            .collect();
        object.insert("remarks".into(), self.remarks.clone().into());
        object.insert("valid".into(), self.valid.into());
        object.into()
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), String::from)
}
