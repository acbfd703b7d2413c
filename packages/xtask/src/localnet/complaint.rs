//! Reads the error of a program of the Cosmos SDK from its output.

/// The error of a program of the Cosmos SDK, from its standard error: the field `err` of a coloured log line. For any
/// other program it is the last line.
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

    /// A log line of wasmd 0.61.14.
    const REFUSED: &str = "\u{1b}[90m3:10PM\u{1b}[0m \u{1b}[31mERR\u{1b}[0m \u{1b}[1mfailure when running app\u{1b}[0m \
        \u{1b}[36merr=\u{1b}[0m\"post failed: Post \\\"http://127.0.0.1:9\\\": dial tcp 127.0.0.1:9: connect: connection \
        refused\"\n";

    #[test]
    fn a_programs_complaint_is_taken_out_of_its_coloured_log() {
        assert_eq!(
            complaint(REFUSED),
            "post failed: Post \"http://127.0.0.1:9\": dial tcp 127.0.0.1:9: connect: connection refused"
        );
        assert_eq!(complaint("Error: unknown flag: --nod\n"), "unknown flag: --nod");
        assert_eq!(complaint(""), "");
    }
}
