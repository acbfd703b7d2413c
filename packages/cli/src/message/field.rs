//! Reads the fields of messages from their JSON schemas.

use cosmwasm_std::Binary;
use serde_json::{Map, Value};

use super::{schema, Contract, Kind};
use crate::Error;

/// One message of an enum: `transfer`, `claim`, ...
#[derive(Clone, Debug)]
pub struct Variant {
    /// Name of the message in JSON.
    pub name: String,
    /// Description of the message, from its documentation.
    pub description: String,
    /// Fields of the message, the required ones first.
    pub fields: Vec<Field>,
}

/// One field of a message.
#[derive(Clone, Debug)]
pub struct Field {
    /// Name of the field in JSON.
    pub name: String,
    /// Description of the field with its unit, from its documentation.
    pub description: String,
    /// Whether the field must be given.
    pub required: bool,
    /// The form of the value.
    pub shape: Shape,
}

/// The form in which a value is given as an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Text, which is taken unchanged.
    Text,
    /// Base64, as in JSON; a JSON object is accepted instead and encoded.
    Bytes,
    /// A whole number of at most 64 bits.
    Number,
    /// `true` or `false`.
    Flag,
    /// Any JSON value.
    Json,
}

/// The messages of a message type that is an enum.
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

/// The fields of a message type that is a struct.
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
    // A value with alternatives, such as a logo, is given as JSON.
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

/// Lists the alternatives: `{"url": ..} or {"embedded": ..}`.
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
    // an enum whose variants have descriptions
    let is_choice = target.get("oneOf").and_then(Value::as_array).is_some_and(|list| {
        list.iter()
            .all(|one| one.get("type").and_then(Value::as_str) == Some("string"))
    });
    match () {
        () if name == Some("Binary") => Shape::Bytes,
        () if is("string") || is_choice => Shape::Text,
        () if is("integer") => Shape::Number,
        () if is("boolean") => Shape::Flag,
        () => Shape::Json,
    }
}

fn resolve<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    resolve_named(root, schema).0
}

/// Follows `$ref`, also inside `allOf` and inside the `anyOf` of an optional field. Returns the schema and the name of its
/// type, if it has one.
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

/// Replaces each link in a documentation text by its label.
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
    /// Reads an argument as a JSON value.
    ///
    /// # Errors
    /// When the argument does not have the form of the field.
    pub fn read(&self, argument: &str) -> Result<Value, Error> {
        let refuse = |text: String| Error::argument(&self.name, text);
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
