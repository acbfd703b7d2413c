//! The fields of messages, read from their JSON schemas.

use cosmwasm_std::Binary;
use serde_json::{Map, Value};

use super::{schema, Contract, Kind, Refusal};

/// One message of several: `transfer`, `claim`, ...
#[derive(Clone, Debug)]
pub struct Variant {
    /// As in JSON.
    pub name: String,
    /// What it does.
    pub description: String,
    /// What it carries, required ones first.
    pub fields: Vec<Field>,
}

/// One field of a message.
#[derive(Clone, Debug)]
pub struct Field {
    /// As in JSON.
    pub name: String,
    /// What it means, with its unit.
    pub description: String,
    /// Must be given.
    pub required: bool,
    /// How its value is written.
    pub shape: Shape,
}

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Text, as it is.
    Text,
    /// Base64 in JSON; a JSON object may be given instead.
    Bytes,
    /// A whole number that fits 64 bits.
    Number,
    /// `true` or `false`.
    Flag,
    /// JSON.
    Json,
}

/// The messages of an enum.
pub fn variants(contract: Contract, kind: Kind) -> Vec<Variant> {
    let root = serde_json::json!(schema(contract, kind));
    let list = root.get("oneOf").and_then(Value::as_array).cloned();
    let one = |variant: &Value| {
        let (name, content) = variant.get("properties")?.as_object()?.iter().next()?;
        Some(Variant {
            name: name.clone(),
            description: text(variant, "description"),
            fields: fields_of(&root, resolve(&root, content)),
        })
    };
    list.unwrap_or_default().iter().filter_map(one).collect()
}

/// The fields of a message that is a struct.
pub fn fields(contract: Contract, kind: Kind) -> Vec<Field> {
    let root = serde_json::json!(schema(contract, kind));
    fields_of(&root, &root)
}

fn fields_of(root: &Value, object: &Value) -> Vec<Field> {
    let required = object.get("required").and_then(Value::as_array);
    let is_required = |name: &str| {
        required.is_some_and(|names| names.iter().any(|required| required.as_str() == Some(name)))
    };
    let none = Map::new();
    let properties = object
        .get("properties")
        .and_then(Value::as_object)
        .unwrap_or(&none);
    let mut fields: Vec<Field> = properties
        .iter()
        .map(|(name, property)| Field {
            name: name.clone(),
            description: text(property, "description"),
            required: is_required(name),
            shape: shape(root, property),
        })
        .collect();
    // an externally tagged value, such as a logo, is given as JSON
    if let Some(tagged) = object.get("oneOf").filter(|_| properties.is_empty()) {
        fields.push(Field {
            name: "value".into(),
            description: forms(tagged),
            required: true,
            shape: Shape::Json,
        });
    }
    fields.sort_by_key(|field| !field.required);
    fields
}

/// `{"url": ..} or {"embedded": ..}`
fn forms(tagged: &Value) -> String {
    let names = tagged.as_array().into_iter().flatten().filter_map(|form| {
        let (name, _) = form.get("properties")?.as_object()?.iter().next()?;
        Some(format!("{{\"{name}\": ..}}"))
    });
    names.collect::<Vec<_>>().join(" or ")
}

fn shape(root: &Value, property: &Value) -> Shape {
    let (target, name) = resolve_named(root, property);
    let is = |name: &str| match target.get("type") {
        Some(Value::String(only)) => only == name,
        Some(Value::Array(any)) => any.iter().any(|one| one.as_str() == Some(name)),
        _ => false,
    };
    match () {
        () if name == Some("Binary") => Shape::Bytes,
        () if is("string") => Shape::Text,
        () if is("integer") => Shape::Number,
        () if is("boolean") => Shape::Flag,
        () => Shape::Json,
    }
}

fn resolve<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    resolve_named(root, schema).0
}

/// Follows `$ref`, also inside `allOf` and the `anyOf` of an optional field. With the name of the type that it leads to, if
/// the schema gives it one.
fn resolve_named<'a>(root: &'a Value, mut schema: &'a Value) -> (&'a Value, Option<&'a str>) {
    let mut name = None;
    for _ in 0..4 {
        let inner = ["allOf", "anyOf"]
            .iter()
            .find_map(|list| schema.get(list)?.as_array()?.first());
        let reference = schema.get("$ref").and_then(Value::as_str);
        let target = reference.and_then(|path| root.pointer(path.strip_prefix('#')?));
        name = reference
            .and_then(|path| path.strip_prefix("#/definitions/"))
            .or(name);
        match target.or(inner) {
            Some(next) => schema = next,
            None => break,
        }
    }
    (schema, name)
}

fn text(schema: &Value, key: &str) -> String {
    let text = schema.get(key).and_then(Value::as_str).unwrap_or_default();
    without_links(text)
}

/// The texts are written for the documentation: [`Name`](path) becomes `Name`.
fn without_links(text: &str) -> String {
    let mut out = String::new();
    let mut pieces = text.split("[`");
    out.extend(pieces.next());
    for piece in pieces {
        let (name, rest) = piece.split_once("`]").unwrap_or((piece, ""));
        let target = rest.strip_prefix('(').and_then(|target| target.split_once(')'));
        out.extend(["`", name, "`", target.map_or(rest, |(_, rest)| rest)]);
    }
    out
}

impl Field {
    /// Reads an argument.
    ///
    /// # Errors
    /// When it is not written as its shape asks.
    pub fn read(&self, argument: &str) -> Result<Value, Refusal> {
        let refuse = |text: String| Refusal::of(&self.name, text);
        match self.shape {
            Shape::Text => Ok(argument.into()),
            Shape::Number => argument.parse::<u64>().map(Value::from).map_err(|_| {
                refuse(format!(
                    "`{argument}` is not a whole number from 0 to {}",
                    u64::MAX
                ))
            }),
            Shape::Flag => argument
                .parse::<bool>()
                .map(Value::from)
                .map_err(|_| refuse(format!("`{argument}` is neither true nor false"))),
            Shape::Json => serde_json::from_str(argument)
                .map_err(|error| refuse(format!("`{argument}` is not JSON: {error}"))),
            Shape::Bytes if argument.trim_start().starts_with('{') => {
                let parsed: Result<Value, _> = serde_json::from_str(argument);
                parsed.map_err(|error| refuse(format!("`{argument}` is not JSON: {error}")))?;
                Ok(Binary::from(argument.as_bytes()).to_base64().into())
            }
            Shape::Bytes => match Binary::from_base64(argument) {
                Ok(_) => Ok(argument.into()),
                Err(_) => Err(refuse(format!(
                    "`{argument}` is neither base64 nor a JSON object"
                ))),
            },
        }
    }
}
