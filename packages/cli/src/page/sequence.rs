//! Draws a sequence diagram of packets and acknowledgements as SVG.

use maud::{html, Markup};

use super::float;
use crate::report::{Arrow, Label, Report};

/// Width of the page. The lines of the chains share it as long as there is room.
const PAGE: f64 = 1000.0;
const LANE: (f64, f64) = (240.0, 880.0);
const MARGIN: f64 = 60.0;
const ROW: f64 = 34.0;
const BAND: f64 = 30.0;
/// Number of arrows after which the diagram ends.
const MOST: usize = 400;

/// The diagram, with a band for each step.
pub fn svg(report: &Report) -> Markup {
    let gaps = float(report.chains.len().saturating_sub(1));
    let gap = ((PAGE - MARGIN * 2.0) / gaps.max(1.0)).clamp(LANE.0, LANE.1);
    let lane = |name: &str| {
        let index = report.chains.iter().position(|chain| chain == name);
        MARGIN + gap * float(index.unwrap_or_default())
    };
    let width = MARGIN * 2.0 + gap * gaps;
    let (body, at) = steps(report, width, &lane);
    html! {
        div.wide {
            svg.sequence viewBox=(format!("0 0 {width} {:.0}", at + 12.0)) style=(format!("width:{width}px"))
                role="img" aria-label="sequence diagram" {
                (tip())
                @for chain in &report.chains { (head(chain, lane(chain), at)) }
                (body)
            }
        }
    }
}

/// The steps from top to bottom, and the height at which they end.
fn steps(report: &Report, width: f64, lane: &impl Fn(&str) -> f64) -> (Markup, f64) {
    let (mut at, mut drawn, mut body) = (44.0, 0usize, vec![]);
    for (number, step) in (1usize..).zip(&report.steps) {
        if drawn >= MOST {
            let note = format!("the diagram ends here: {MOST} arrows are drawn");
            body.push(band(at, width, &note, ""));
            at += BAND;
            break;
        }
        let title = format!("{number}. {}", step.title);
        body.push(band(at, width, &title, &step.outcome.to_string()));
        at += BAND;
        for arrow in &step.arrows {
            at += ROW;
            drawn = drawn.saturating_add(1);
            body.push(line(arrow, lane(&arrow.from), lane(&arrow.to), at));
        }
        at += ROW / 2.0;
    }
    (html! { @for part in body { (part) } }, at)
}

/// The marker for the head of an arrow.
fn tip() -> Markup {
    html! {
        defs {
            marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8"
                orient="auto-start-reverse" {
                path d="M0 0 L10 5 L0 10 z" fill="context-stroke" {}
            }
        }
    }
}

fn head(chain: &str, x: f64, bottom: f64) -> Markup {
    html! {
        line.lane x1=(x) x2=(x) y1="36" y2=(whole(bottom)) {}
        text.chain x=(x) y="24" text-anchor="middle" { (chain) }
    }
}

fn band(y: f64, width: f64, title: &str, outcome: &str) -> Markup {
    html! {
        rect.band x="0" y=(whole(y)) width=(width) height="24" rx="4" {}
        text.step x="10" y=(whole(y + 16.5)) { (title) }
        text class="step outcome" x=(width - 10.0) y=(whole(y + 16.5)) text-anchor="end" { (outcome) }
    }
}

fn line(arrow: &Arrow, from: f64, to: f64, y: f64) -> Markup {
    let class = match arrow.label {
        Label::Ack => "ack",
        Label::ErrorAck | Label::Timeout => "failed",
        Label::Sent { .. } => "sent",
    };
    let inset = if to > from { 2.0 } else { -2.0 };
    html! {
        line class=(class) x1=(whole(from + inset)) x2=(whole(to - inset)) y1=(whole(y)) y2=(whole(y))
            marker-end="url(#tip)" {}
        text.label x=(whole((from + to) / 2.0)) y=(whole(y - 7.0)) text-anchor="middle" { (arrow.label) }
    }
}

/// A coordinate, rounded to a whole number.
fn whole(place: f64) -> String {
    format!("{place:.0}")
}
