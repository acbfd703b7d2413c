//! Writes a report as one HTML page that loads nothing else: sequence diagram, plots, invariants, and balances.

mod plot;
mod sequence;
mod series;

use maud::{html, Markup, PreEscaped};

use crate::holdings::Line;
use crate::report::{self, Report, Step};
use causeway_multi_test::Invariants;

const STYLE: &str = include_str!("style.css");

/// The page, as one HTML document.
pub fn html(report: &Report) -> String {
    let title = match report.title.as_str() {
        "" => "Causeway scenario",
        title => title,
    };
    let (class, verdict) = match report.ok {
        true => ("ok", report::verdict(report)),
        false => (
            "broken",
            format!("Broken: {}", report.invariants.broken.join("; ")),
        ),
    };
    let page = html! {
        (PreEscaped("<!doctype html>\n"))
        html lang="en" {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            title { (title) }
            style { (PreEscaped(STYLE)) }
            main {
                h1 { (title) }
                p class=(format!("verdict {class}")) { (verdict.trim_end()) }
                h2 { "Steps and invariants" }
                (invariants(report))
                h2 { "What went between the chains" }
                (sequence::svg(report))
                h2 { "Who holds what" }
                p.hint { "Base units, at the beginning (0) and after each step; smaller points lie midway." }
                div.charts { @for chart in series::charts(report) { (plot::svg(&chart)) } }
                h2 { "Step by step" }
                @for (number, step) in (1..).zip(&report.steps) { (details(number, step)) }
            }
        }
        "\n"
    };
    page.into_string()
}

fn invariants(report: &Report) -> Markup {
    html! {
        div.wide { table {
            thead { tr {
                th {} th { "step" } th { "outcome" }
                @for (name, _) in Invariants::default().by_name() { th.mark { (over_two_lines(name)) } }
            } }
            tbody { @for (number, step) in (1..).zip(&report.steps) {
                tr {
                    td.number { (number) } td { (step.title) } td.outcome { (step.outcome) }
                    @for (_, holds) in step.invariants.by_name() { (mark(holds)) }
                }
            } }
        } }
    }
}

/// Splits a name over two lines.
fn over_two_lines(name: &str) -> Markup {
    html! {
        @match name.split_once(' ') {
            Some((first, rest)) => { (first) br; (rest) }
            None => (name)
        }
    }
}

fn mark(holds: bool) -> Markup {
    html! {
        @if holds {
            td class="mark ok" { "\u{2713}" span.said { "holds" } }
        } @else {
            td class="mark broken" { "\u{2717} broken" }
        }
    }
}

fn details(number: usize, step: &Step) -> Markup {
    html! {
        details {
            summary { (number) ". " (step.title) " " span.outcome { (step.outcome) } }
            @if !step.midway.is_empty() {
                h3 { "Under way" }
                (holdings(&step.midway))
                h3 { "At the end" }
            }
            (holdings(&step.holdings))
        }
    }
}

fn holdings(lines: &[Line]) -> Markup {
    html! {
        div.wide { table {
            thead { tr { th { "chain" } th { "holder" } th { "holds" } } }
            tbody { @for line in lines {
                tr { td { (line.chain) } td { (line.holder) } td { (line.holdings_text()) } }
            } }
        } }
    }
}

/// A count as a coordinate of the page.
fn float(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
