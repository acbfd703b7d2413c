//! Amounts at each moment of a scenario, for the plots.

use std::collections::BTreeMap;

use cosmwasm_std::Uint256;

use crate::holdings::{Holder, Holding};
use crate::report::{Report, Scene};

/// Number of colours in the style sheet.
const COLOURS: usize = 6;

/// Series that are shown in one chart: those of one account, of one escrow, or of the vouchers of one chain.
pub struct Chart {
    /// Title of the chart.
    pub title: String,
    /// The lines of the chart.
    pub series: Vec<Series>,
    /// The points in time, one for each value of every series.
    pub moments: Vec<Moment>,
}

/// One line of a chart.
pub struct Series {
    /// Name of the token; in an escrow, with the channel.
    pub name: String,
    /// Number of its colour, the same in every chart if possible.
    pub colour: usize,
    /// Amounts, one for each moment.
    pub points: Vec<f64>,
}

/// A point in time.
#[derive(Clone)]
pub struct Moment {
    /// Number of the step that ends at this moment; `None`: it is within a step.
    pub step: Option<usize>,
    /// Text that is shown as a tooltip.
    pub title: String,
}

/// The charts of a report: one for each account, escrow, group of vouchers and group of claims.
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

/// Assigns colours to names. A name keeps its colour unless another line of the chart has it already.
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

/// The chart in which a holder is shown: accounts first, then escrow, vouchers and claims. Packets in flight have no
/// chart.
fn group(holder: &Holder, chain: &str) -> Option<(usize, String)> {
    match holder {
        Holder::Account(name) => Some((0, format!("{name} on {chain}"))),
        Holder::Escrow(_) => Some((1, format!("escrow on {chain}"))),
        Holder::Vouchers => Some((2, format!("vouchers that exist on {chain}"))),
        Holder::Claim(_) => Some((3, format!("{holder} on {chain}"))),
        Holder::InFlight => None,
    }
}

/// An amount as a height; above 53 bits it is rounded.
fn float(amount: Uint256) -> f64 {
    let bytes = amount.to_be_bytes();
    bytes.iter().fold(0.0, |sum, byte| sum * 256.0 + f64::from(*byte))
}
