//! Amounts over the moments of a scenario.

use std::collections::BTreeMap;

use crate::report::{Report, Scene};

/// Series that are comparable: of one account, one escrow, or the vouchers of one chain.
pub struct Chart {
    /// What it shows.
    pub title: String,
    /// Name and amounts, one for each moment.
    pub series: Vec<(String, Vec<f64>)>,
    /// The moments.
    pub moments: Vec<Moment>,
}

/// A point in time.
#[derive(Clone)]
pub struct Moment {
    /// Number of the step at whose end it is; none: midway.
    pub step: Option<usize>,
    /// For the tooltip.
    pub title: String,
}

/// One chart for each account, escrow, group of vouchers and of claims.
pub fn charts(report: &Report) -> Vec<Chart> {
    let (scenes, moments) = moments(report);
    let mut charts: BTreeMap<(usize, usize, String), BTreeMap<String, Vec<f64>>> = BTreeMap::new();
    for (index, scene) in scenes.iter().enumerate() {
        for line in scene.lines.iter().chain(&scene.vouchers) {
            let lane = report.chains.iter().position(|chain| *chain == line.chain);
            let Some((order, title)) = group(&line.holder, &line.chain) else {
                continue;
            };
            let key = (order, lane.unwrap_or_default(), title);
            for (amount, name) in line.holdings.iter().filter_map(|holding| amount(holding)) {
                let name = match line.holder.strip_prefix("escrow ") {
                    Some(channel) => format!("{name} over {channel}"),
                    None => name.to_string(),
                };
                let points = charts.entry(key.clone()).or_default().entry(name).or_default();
                points.resize(moments.len(), 0.0);
                if let Some(point) = points.get_mut(index) {
                    *point += amount;
                }
            }
        }
    }
    let chart = |((_, _, title), series): ((usize, usize, String), BTreeMap<_, _>)| Chart {
        title,
        series: series.into_iter().collect(),
        moments: moments.clone(),
    };
    charts.into_iter().map(chart).collect()
}

fn moments(report: &Report) -> (Vec<&Scene>, Vec<Moment>) {
    let begin = report.begin.iter().map(|scene| (scene, Some(0)));
    let later = (1..).zip(&report.steps).flat_map(|(number, step)| {
        let last = step.scenes.len().saturating_sub(1);
        step.scenes
            .iter()
            .enumerate()
            .map(move |(index, scene)| (scene, (index == last).then_some(number)))
    });
    begin
        .chain(later)
        .map(|(scene, step)| {
            let title = scene.title.clone();
            (scene, Moment { step, title })
        })
        .unzip()
}

/// Where a line is drawn: accounts first, then escrow, vouchers, claims. Packets in flight have no amount of their own.
fn group(holder: &str, chain: &str) -> Option<(usize, String)> {
    match holder {
        "in flight" => None,
        "vouchers" => Some((2, format!("vouchers that exist on {chain}"))),
        escrow if escrow.starts_with("escrow ") => Some((1, format!("escrow on {chain}"))),
        claim if claim.starts_with("claim of ") => Some((3, format!("{claim} on {chain}"))),
        account => Some((0, format!("{account} on {chain}"))),
    }
}

/// `400 uhub`, as a table has it.
fn amount(holding: &str) -> Option<(f64, &str)> {
    let (amount, name) = holding.split_once(' ')?;
    Some((amount.parse().ok()?, name))
}
