//! Draws a line chart as SVG.

use maud::{html, Markup};

use super::float;
use super::series::{Chart, Series};

const WIDTH: f64 = 460.0;
const HEIGHT: f64 = 190.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 12.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 26.0;
/// Highest number of labels below the axis.
const LABELS: usize = 12;

/// The chart with its title and legend.
pub fn svg(chart: &Chart) -> Markup {
    let points = chart.series.iter().flat_map(|series| &series.points);
    let most = points.fold(0.0, |most: f64, point| most.max(*point));
    let top = nice(most);
    let count = chart.moments.len();
    let x =
        |index: usize| LEFT + (WIDTH - LEFT - RIGHT) * float(index) / float(count.saturating_sub(1).max(1));
    let y = |amount: f64| HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * amount / top;
    html! {
        figure {
            figcaption { (chart.title) }
            svg viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="img" aria-label=(chart.title) {
                (grid(top, &y))
                (labels(chart, &x))
                @for series in &chart.series { (line(chart, series, &x, &y)) }
            }
            ul { @for series in &chart.series {
                li { i class=(format!("c{}", series.colour)) {} (series.name) }
            } }
        }
    }
}

fn line(chart: &Chart, series: &Series, x: &impl Fn(usize) -> f64, y: &impl Fn(f64) -> f64) -> Markup {
    let Series { name, colour, points } = series;
    let places: Vec<String> = points
        .iter()
        .enumerate()
        .map(|(index, amount)| format!("{:.1},{:.1}", x(index), y(*amount)))
        .collect();
    let dots = points.iter().zip(&chart.moments).enumerate();
    html! {
        g class=(format!("c{colour}")) {
            polyline points=(places.join(" ")) {}
            @for (index, (amount, moment)) in dots {
                @let radius = if moment.step.is_some() { 3.5 } else { 2.0 };
                circle cx=(tenths(x(index))) cy=(tenths(y(*amount))) r=(radius) {
                    title {
                        @if let Some(step) = moment.step { (step) ". " }
                        (moment.title) ": " (amount) " " (name)
                    }
                }
            }
        }
    }
}

/// Horizontal lines at zero, at the middle and at the top of the axis.
fn grid(top: f64, y: &impl Fn(f64) -> f64) -> Markup {
    html! {
        @for amount in [0.0, top / 2.0, top] {
            @let at = y(amount);
            line.grid x1=(LEFT) x2=(tenths(WIDTH - RIGHT)) y1=(tenths(at)) y2=(tenths(at)) {}
            text.axis x=(tenths(LEFT - 8.0)) y=(tenths(at + 4.0)) text-anchor="end" { (short(amount)) }
        }
    }
}

/// The numbers of the steps below the axis; only every second or tenth if there are many.
fn labels(chart: &Chart, x: &impl Fn(usize) -> f64) -> Markup {
    let steps = chart
        .moments
        .iter()
        .filter(|moment| moment.step.is_some())
        .count();
    let every = steps.div_ceil(LABELS).max(1);
    let places = chart.moments.iter().enumerate();
    let shown = places.filter_map(|(index, moment)| {
        let step = moment.step.filter(|step| step.checked_rem(every) == Some(0))?;
        Some((index, step))
    });
    html! {
        @for (index, step) in shown {
            text.axis x=(tenths(x(index))) y=(tenths(HEIGHT - 8.0)) text-anchor="middle" { (step) }
        }
    }
}

/// A coordinate, rounded to a tenth.
fn tenths(place: f64) -> String {
    format!("{place:.1}")
}

/// The next higher number that is 1, 2 or 5 times a power of ten.
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
