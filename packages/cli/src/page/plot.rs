//! A line chart as SVG.

use super::series::{Chart, Series};
use super::{escape, float};

const WIDTH: f64 = 460.0;
const HEIGHT: f64 = 190.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 12.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 26.0;
/// Labels below the axis, at most.
const LABELS: usize = 12;

/// The chart with its title and legend.
pub fn svg(chart: &Chart) -> String {
    let points = chart.series.iter().flat_map(|series| &series.points);
    let most = points.fold(0.0, |most: f64, point| most.max(*point));
    let top = nice(most);
    let count = chart.moments.len();
    let x =
        |index: usize| LEFT + (WIDTH - LEFT - RIGHT) * float(index) / float(count.saturating_sub(1).max(1));
    let y = |amount: f64| HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * amount / top;
    let lines: String = chart
        .series
        .iter()
        .map(|series| line(chart, series, &x, &y))
        .collect();
    let legend: String = chart
        .series
        .iter()
        .map(|series| {
            format!(
                "<li><i class=\"c{}\"></i>{}</li>",
                series.colour,
                escape(&series.name)
            )
        })
        .collect();
    format!(
        "<figure><figcaption>{title}</figcaption>\n<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{title}\">\n\
         {grid}{labels}{lines}</svg>\n<ul>{legend}</ul></figure>\n",
        title = escape(&chart.title),
        grid = grid(top, &y),
        labels = labels(chart, &x),
    )
}

fn line(chart: &Chart, series: &Series, x: &impl Fn(usize) -> f64, y: &impl Fn(f64) -> f64) -> String {
    let Series { name, colour, points } = series;
    let places: Vec<String> = points
        .iter()
        .enumerate()
        .map(|(index, amount)| format!("{:.1},{:.1}", x(index), y(*amount)))
        .collect();
    let dots: String = points
        .iter()
        .zip(&chart.moments)
        .enumerate()
        .map(|(index, (amount, moment))| {
            let (radius, when) = match moment.step {
                Some(step) => (3.5, format!("{step}. {}", moment.title)),
                None => (2.0, moment.title.clone()),
            };
            format!(
                "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"{radius}\"><title>{}: {amount} {}</title></circle>",
                x(index),
                y(*amount),
                escape(&when),
                escape(name)
            )
        })
        .collect();
    format!(
        "<g class=\"c{colour}\"><polyline points=\"{}\"/>{dots}</g>\n",
        places.join(" ")
    )
}

/// Lines at nothing, half and all of the axis.
fn grid(top: f64, y: &impl Fn(f64) -> f64) -> String {
    [0.0, top / 2.0, top]
        .iter()
        .map(|amount| {
            let at = y(*amount);
            format!(
                "<line class=\"grid\" x1=\"{LEFT}\" x2=\"{:.1}\" y1=\"{at:.1}\" y2=\"{at:.1}\"/>\
                 <text class=\"axis\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>\n",
                WIDTH - RIGHT,
                LEFT - 8.0,
                at + 4.0,
                short(*amount)
            )
        })
        .collect()
}

/// Numbers of steps below the axis; every second or tenth where there are many.
fn labels(chart: &Chart, x: &impl Fn(usize) -> f64) -> String {
    let steps = chart
        .moments
        .iter()
        .filter(|moment| moment.step.is_some())
        .count();
    let every = steps.div_ceil(LABELS).max(1);
    chart
        .moments
        .iter()
        .enumerate()
        .filter_map(|(index, moment)| {
            let step = moment.step.filter(|step| step.checked_rem(every) == Some(0))?;
            Some(format!(
                "<text class=\"axis\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{step}</text>\n",
                x(index),
                HEIGHT - 8.0
            ))
        })
        .collect()
}

/// The next 1, 2 or 5 times a power of ten.
fn nice(most: f64) -> f64 {
    let power = 10f64.powf(most.max(1.0).log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0];
    let fit = steps.iter().map(|step| step * power).find(|top| *top >= most);
    fit.unwrap_or(most.max(1.0))
}

fn short(amount: f64) -> String {
    match amount {
        huge if huge >= 1e9 => format!("{huge:.1e}"),
        million if million >= 1e6 => format!("{}M", million / 1e6),
        other => format!("{other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_ends_at_a_round_number() {
        assert_eq!(
            [0.0, 1.0, 75.0, 1000.0, 1001.0, 9650.0].map(nice),
            [1.0, 1.0, 100.0, 1000.0, 2000.0, 10000.0]
        );
        assert_eq!([500.0, 2_500_000.0, 3e12].map(short), ["500", "2.5M", "3.0e12"]);
    }
}
