//! What went between the chains, as a sequence diagram in SVG.

use super::{escape, float};
use crate::report::{Arrow, Report};

/// Width of the page, which lanes share as long as there is room.
const PAGE: f64 = 1000.0;
const LANE: (f64, f64) = (240.0, 880.0);
const MARGIN: f64 = 60.0;
const ROW: f64 = 34.0;
const BAND: f64 = 30.0;
/// Arrows of a longer story are left out.
const MOST: usize = 400;

/// The diagram, with a band for each step.
pub fn svg(report: &Report) -> String {
    let gaps = float(report.chains.len().saturating_sub(1));
    let gap = ((PAGE - MARGIN * 2.0) / gaps.max(1.0)).clamp(LANE.0, LANE.1);
    let lane = |name: &str| {
        let index = report.chains.iter().position(|chain| chain == name);
        MARGIN + gap * float(index.unwrap_or_default())
    };
    let width = MARGIN * 2.0 + gap * gaps;
    let (body, at) = steps(report, width, &lane);
    let heads: String = report
        .chains
        .iter()
        .map(|chain| head(chain, lane(chain), at))
        .collect();
    format!(
        "<div class=\"wide\"><svg class=\"sequence\" viewBox=\"0 0 {width} {height:.0}\" style=\"width:{width}px\" role=\"img\" \
         aria-label=\"sequence diagram\">\n{MARKERS}{heads}{body}</svg></div>",
        height = at + 12.0
    )
}

/// The steps from top to bottom, and where they end.
fn steps(report: &Report, width: f64, lane: &impl Fn(&str) -> f64) -> (String, f64) {
    let (mut at, mut drawn, mut body) = (44.0, 0usize, String::new());
    for (number, step) in (1usize..).zip(&report.steps) {
        if drawn >= MOST {
            let note = format!("the diagram ends here: {MOST} arrows are drawn");
            body.push_str(&band(at, width, &note, ""));
            return (body, at + BAND);
        }
        let title = format!("{number}. {}", step.title);
        body.push_str(&band(at, width, &title, &step.outcome.to_string()));
        at += BAND;
        for arrow in &step.arrows {
            at += ROW;
            drawn = drawn.saturating_add(1);
            body.push_str(&line(arrow, lane(&arrow.from), lane(&arrow.to), at));
        }
        at += ROW / 2.0;
    }
    (body, at)
}

const MARKERS: &str = "<defs>\
    <marker id=\"tip\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto-start-reverse\">\
    <path d=\"M0 0 L10 5 L0 10 z\" fill=\"context-stroke\"/></marker></defs>\n";

fn head(chain: &str, x: f64, bottom: f64) -> String {
    format!(
        "<line class=\"lane\" x1=\"{x}\" x2=\"{x}\" y1=\"36\" y2=\"{bottom:.0}\"/>\
         <text class=\"chain\" x=\"{x}\" y=\"24\" text-anchor=\"middle\">{}</text>\n",
        escape(chain)
    )
}

fn band(y: f64, width: f64, title: &str, outcome: &str) -> String {
    format!(
        "<rect class=\"band\" x=\"0\" y=\"{y:.0}\" width=\"{width}\" height=\"24\" rx=\"4\"/>\
         <text class=\"step\" x=\"10\" y=\"{text:.0}\">{}</text>\
         <text class=\"step outcome\" x=\"{right}\" y=\"{text:.0}\" text-anchor=\"end\">{}</text>\n",
        escape(title),
        escape(outcome),
        text = y + 16.5,
        right = width - 10.0,
    )
}

fn line(arrow: &Arrow, from: f64, to: f64, y: f64) -> String {
    let class = match arrow.label.as_str() {
        "ack" => "ack",
        "error ack" | "timeout" => "failed",
        _ => "sent",
    };
    let inset = if to > from { 2.0 } else { -2.0 };
    format!(
        "<line class=\"{class}\" x1=\"{:.0}\" x2=\"{:.0}\" y1=\"{y:.0}\" y2=\"{y:.0}\" marker-end=\"url(#tip)\"/>\
         <text class=\"label\" x=\"{:.0}\" y=\"{:.0}\" text-anchor=\"middle\">{}</text>\n",
        from + inset,
        to - inset,
        (from + to) / 2.0,
        y - 7.0,
        escape(&arrow.label)
    )
}
