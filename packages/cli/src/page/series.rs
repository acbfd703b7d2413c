//! Amounts over the moments of a scenario.

use std::collections::BTreeMap;

use cosmwasm_std::Uint256;

use crate::holdings::{Holder, Holding};
use crate::report::{Report, Scene};

/// Colours that the style sheet knows.
const COLOURS: usize = 6;

/// Series that are comparable: of one account, one escrow, or the vouchers of one chain.
pub struct Chart {
    /// What it shows.
    pub title: String,
    /// What is shown, by name.
    pub series: Vec<Series>,
    /// Points in time, one for each value of every series.
    pub moments: Vec<Moment>,
}

/// One line of a chart.
pub struct Series {
    /// Name of the token, with the channel where it is an escrow.
    pub name: String,
    /// Number of its colour, the same in every chart where that can be.
    pub colour: usize,
    /// Amounts, one for each moment.
    pub points: Vec<f64>,
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
            for holding in &line.holdings {
                let Holding::Amount { amount, name } = holding else {
                    continue;
                };
                let name = match &line.holder {
                    Holder::Escrow(channel) => format!("{name} over {channel}"),
                    _ => name.clone(),
                };
                let points = charts.entry(key.clone()).or_default().entry(name).or_default();
                points.resize(moments.len(), 0.0);
                if let Some(point) = points.get_mut(index) {
                    *point += float(*amount);
                }
            }
        }
    }
    let mut colours = Colours::default();
    charts
        .into_iter()
        .map(|((_, _, title), series)| Chart {
            title,
            series: colours.paint(series),
            moments: moments.clone(),
        })
        .collect()
}

/// Hands out colours: a name keeps its own, unless a chart already has that.
#[derive(Default)]
struct Colours(BTreeMap<String, usize>);

impl Colours {
    fn paint(&mut self, series: BTreeMap<String, Vec<f64>>) -> Vec<Series> {
        let mut taken = vec![];
        let mut painted = vec![];
        for (name, points) in series {
            let next = self.0.len().checked_rem(COLOURS).unwrap_or_default();
            let own = *self.0.entry(name.clone()).or_insert(next);
            let free = (0..COLOURS).find(|colour| !taken.contains(colour));
            let colour = if taken.contains(&own) {
                free.unwrap_or(own)
            } else {
                own
            };
            taken.push(colour);
            painted.push(Series { name, colour, points });
        }
        painted
    }
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
fn group(holder: &Holder, chain: &str) -> Option<(usize, String)> {
    match holder {
        Holder::Account(name) => Some((0, format!("{name} on {chain}"))),
        Holder::Escrow(_) => Some((1, format!("escrow on {chain}"))),
        Holder::Vouchers => Some((2, format!("vouchers that exist on {chain}"))),
        Holder::Claim(_) => Some((3, format!("{holder} on {chain}"))),
        Holder::InFlight => None,
    }
}

/// An amount as a height; what exceeds 53 bits is rounded.
fn float(amount: Uint256) -> f64 {
    let bytes = amount.to_be_bytes();
    bytes.iter().fold(0.0, |sum, byte| sum * 256.0 + f64::from(*byte))
}
