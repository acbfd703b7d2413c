//! Sequence diagrams of packets and acknowledgements, as text and as mermaid source.

use crate::report::Arrow;

/// Distance between the lines of two chains, in characters.
const LANE: usize = 24;

/// The diagram as text, with one vertical line for each chain.
pub fn text(chains: &[&str], arrows: &[Arrow]) -> String {
    let mut out = chains
        .iter()
        .map(|chain| format!("{chain:^LANE$}"))
        .collect::<String>()
        .trim_end()
        .to_string();
    out.push('\n');
    for arrow in arrows {
        let lane = |name: &str| chains.iter().position(|chain| *chain == name).unwrap_or_default();
        let (from, to) = (lane(&arrow.from), lane(&arrow.to));
        let (left, right) = (from.min(to), from.max(to));
        out.push_str(&lanes(
            chains.len(),
            left,
            right,
            &arrow.label.to_string(),
            from <= to,
        ));
        out.push('\n');
    }
    out
}

/// One line of the diagram: `|` for each chain, and an arrow from one of them to another.
fn lanes(count: usize, left: usize, right: usize, label: &str, rightwards: bool) -> String {
    let middle = |lane: usize| lane.saturating_mul(LANE).saturating_add(LANE / 2);
    let mut line: Vec<char> = vec![' '; count.saturating_mul(LANE)];
    let mut put = |at: usize, symbol: char| {
        if let Some(place) = line.get_mut(at) {
            *place = symbol;
        }
    };
    (0..count).for_each(|lane| put(middle(lane), '|'));
    let (start, end) = (middle(left).saturating_add(1), middle(right));
    (start..end).for_each(|at| put(at, '-'));
    match rightwards {
        true => put(end.saturating_sub(1), '>'),
        false => put(start, '<'),
    }
    let room = end.saturating_sub(start).saturating_sub(4);
    let label: String = label.chars().take(room).collect();
    let indent = end
        .saturating_sub(start)
        .saturating_sub(label.chars().count())
        .saturating_add(1)
        / 2;
    label
        .chars()
        .enumerate()
        .for_each(|(i, symbol)| put(start.saturating_add(indent).saturating_add(i), symbol));
    line.into_iter().collect::<String>().trim_end().to_string()
}

/// The diagram as source code for mermaid.
pub fn mermaid(chains: &[&str], arrows: &[Arrow]) -> String {
    let mut out = "sequenceDiagram\n".to_string();
    chains
        .iter()
        .for_each(|chain| out.push_str(&format!("    participant {chain}\n")));
    for Arrow { from, to, label } in arrows {
        out.push_str(&format!("    {from}->>{to}: {label}\n"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Label;

    fn arrow(from: &str, to: &str, label: Label) -> Arrow {
        Arrow {
            from: from.into(),
            to: to.into(),
            label,
        }
    }

    fn sent(amount: u128, name: &str) -> Label {
        Label::Sent {
            amount: amount.into(),
            name: name.into(),
        }
    }

    #[test]
    fn arrows_point_from_sender_to_receiver() {
        let arrows = [
            arrow("a", "b", Label::Ack),
            arrow("b", "a", sent(12, "verylongnameofatoken")),
        ];
        let drawn = text(&["a", "b"], &arrows);
        let lines: Vec<_> = drawn.lines().collect();
        assert_eq!(lines[1], "            |----------ack--------->|");
        assert_eq!(lines[2], "            |<-12 verylongnameofat--|");
        assert!(mermaid(&["a", "b"], &arrows).contains("    a->>b: ack\n"));
    }
}
