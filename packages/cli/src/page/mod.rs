//! A report as one page for browsers, with nothing to load: sequence diagram, plots, invariants, who holds what.

mod plot;
mod sequence;
mod series;

use crate::invariants::Invariants;
use crate::report::{Report, Step};
use crate::table::Line;

const STYLE: &str = include_str!("style.css");

/// The page.
pub fn html(report: &Report) -> String {
    let title = match report.title.as_str() {
        "" => "Causeway scenario",
        title => title,
    };
    let (class, verdict) = match report.ok {
        true => (
            "ok",
            format!(
                "All six invariants held after each of {} steps.",
                report.steps.len()
            ),
        ),
        false => (
            "broken",
            format!("Broken: {}", report.invariants.broken.join("; ")),
        ),
    };
    let plots: String = series::charts(report).iter().map(plot::svg).collect();
    let steps: String = (1..)
        .zip(&report.steps)
        .map(|(number, step)| details(number, step))
        .collect();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n<main>\n\
         <h1>{title}</h1>\n<p class=\"verdict {class}\">{verdict}</p>\n\
         <h2>Steps and invariants</h2>\n{invariants}\n\
         <h2>What went between the chains</h2>\n{sequence}\n\
         <h2>Who holds what</h2>\n<p class=\"hint\">Base units, at the beginning (0) and after each step; smaller points lie midway.</p>\n\
         <div class=\"charts\">\n{plots}</div>\n\
         <h2>Step by step</h2>\n{steps}\
         </main>\n</html>\n",
        title = escape(title),
        verdict = escape(&verdict),
        invariants = invariants(report),
        sequence = sequence::svg(report),
    )
}

fn invariants(report: &Report) -> String {
    let names = Invariants::default().by_name();
    let heads: String = names
        .iter()
        .map(|(name, _)| {
            format!(
                "<th class=\"mark\">{}</th>",
                escape(name).replacen(' ', "<br>", 1)
            )
        })
        .collect();
    let rows: String = (1..)
        .zip(&report.steps)
        .map(|(number, step)| {
            let marks: String = step.invariants.by_name().map(|(_, holds)| mark(holds)).concat();
            format!(
                "<tr><td class=\"number\">{number}</td><td>{}</td><td class=\"outcome\">{}</td>{marks}</tr>\n",
                escape(&step.title),
                step.outcome
            )
        })
        .collect();
    format!("<div class=\"wide\"><table><thead><tr><th></th><th>step</th><th>outcome</th>{heads}</tr></thead>\n<tbody>\n{rows}</tbody></table></div>")
}

fn mark(holds: bool) -> String {
    match holds {
        true => "<td class=\"mark ok\">&#10003;<span class=\"said\">holds</span></td>".into(),
        false => "<td class=\"mark broken\">&#10007; broken</td>".into(),
    }
}

fn details(number: usize, step: &Step) -> String {
    let midway = match step.midway.is_empty() {
        true => String::new(),
        false => format!(
            "<h3>Under way</h3>\n{}<h3>At the end</h3>\n",
            holdings(&step.midway)
        ),
    };
    format!(
        "<details><summary>{number}. {} <span class=\"outcome\">{}</span></summary>\n{midway}{}</details>\n",
        escape(&step.title),
        step.outcome,
        holdings(&step.holdings)
    )
}

fn holdings(lines: &[Line]) -> String {
    let rows: String = lines
        .iter()
        .map(|line| {
            format!(
                "<tr><td>{}</td><td>{}</td><td>{}</td></tr>\n",
                escape(&line.chain),
                escape(&line.holder),
                escape(&line.holdings.join(", "))
            )
        })
        .collect();
    format!("<div class=\"wide\"><table><thead><tr><th>chain</th><th>holder</th><th>holds</th></tr></thead>\n<tbody>{rows}</tbody></table></div>\n")
}

/// Text as HTML, also inside attributes.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// A count, for a place on the page.
fn float(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_a_scenario_cannot_become_markup() {
        assert_eq!(escape("<b a=\"&\">"), "&lt;b a=&quot;&amp;&quot;&gt;");
    }
}
