//! The schemas in `schema/`, by short names: `transfer/execute`, `transfer/claims` (the answer to a query),
//! `transfer/body` (the message inside a cw20 `send`), `transfer/data` (the response data of a transfer), `ibc/packet`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use jsonschema::Validator;
use serde_json::{json, Value};

pub struct Schemas(BTreeMap<String, (Value, Validator)>);

impl Schemas {
    pub fn read() -> Self {
        let mut all = BTreeMap::new();
        for contract in ["transfer", "voucher"] {
            let api = read(&format!("causeway-{contract}.json"));
            for part in ["instantiate", "execute", "query", "migrate"] {
                all.insert(format!("{contract}/{part}"), compiled(&api[part]));
            }
            for (query, answer) in api["responses"].as_object().unwrap() {
                all.insert(format!("{contract}/{query}"), compiled(answer));
            }
        }
        let mut body = all["transfer/execute"].0.clone();
        body["oneOf"] = json!([{ "$ref": "#/definitions/TransferMsg" }]);
        all.insert("transfer/body".into(), compiled(&body));
        for name in ["ibc/packet", "ibc/acknowledgement"] {
            all.insert(name.into(), compiled(&read(&format!("{name}.json"))));
        }
        all.insert(
            "transfer/data".into(),
            compiled(&read("causeway-transfer-data.json")),
        );
        Self(all)
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub fn schema(&self, name: &str) -> &Value {
        &self.0[name].0
    }

    /// Why a document does not match its schema; `None` if it does.
    pub fn refusal(&self, name: &str, document: &Value) -> Option<String> {
        let Some((_, validator)) = self.0.get(name) else {
            return Some(format!("there is no schema {name}"));
        };
        let error = validator.validate(document).err()?;
        Some(format!("{document} is not {name}: {error}"))
    }
}

fn compiled(schema: &Value) -> (Value, Validator) {
    (schema.clone(), jsonschema::draft7::new(schema).unwrap())
}

fn read(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema").join(name);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap()
}
