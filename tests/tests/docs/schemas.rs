//! The schemas in `schema/`, by short names: `transfer/execute`, `transfer/claims` (an answer), `ibc/packet`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use jsonschema::Validator;
use serde_json::Value;

pub struct Schemas(BTreeMap<String, (Value, Validator)>);

impl Schemas {
    pub fn read() -> Self {
        let mut all = BTreeMap::new();
        let mut add = |name: String, schema: &Value| {
            let validator = jsonschema::draft7::new(schema).unwrap();
            all.insert(name, (schema.clone(), validator));
        };
        for contract in ["transfer", "voucher"] {
            let api = read(&format!("causeway-{contract}.json"));
            for part in ["instantiate", "execute", "query", "migrate"] {
                add(format!("{contract}/{part}"), &api[part]);
            }
            for (query, answer) in api["responses"].as_object().unwrap() {
                add(format!("{contract}/{query}"), answer);
            }
        }
        for name in ["ibc/packet", "ibc/acknowledgement"] {
            add(name.into(), &read(&format!("{name}.json")));
        }
        add("transfer/data".into(), &read("causeway-transfer-data.json"));
        Self(all)
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub fn schema(&self, name: &str) -> &Value {
        &self.0[name].0
    }

    /// What is wrong with a document, if anything is.
    pub fn refusal(&self, name: &str, document: &Value) -> Option<String> {
        let Some((_, validator)) = self.0.get(name) else {
            return Some(format!("there is no schema {name}"));
        };
        let error = validator.validate(document).err()?;
        Some(format!("{document} is not {name}: {error}"))
    }
}

fn read(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema").join(name);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap()
}
