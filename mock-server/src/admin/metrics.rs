//! Figures for Prometheus, put together when it asks.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::extract::State;
use axum::response::IntoResponse;
use flinks_contract::endpoint::Endpoint;
use hyper::header::CONTENT_TYPE;
use prometheus_client::metrics::counter::{ConstCounter, Counter};
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::{ConstGauge, Gauge};
use prometheus_client::registry::Registry;

use super::problem::{Kind, Problem};
use crate::app::App;
use crate::explain;
use crate::journal::{Limits, WAITING_EVENTS};
use crate::log::WAITING_LINES;

type Labels = Vec<(&'static str, String)>;

/// Show counters and gauges for Prometheus
///
/// In the text format of OpenMetrics.
#[utoipa::path(get, path = "/metrics", operation_id = "getMetrics",
    responses((status = 200, body = String, content_type = "application/openmetrics-text")))]
pub(super) async fn metrics(State(app): State<Arc<App>>) -> Result<impl IntoResponse, Problem> {
    let mut registry = Registry::with_prefix("flinks_mock");
    requests(&app, &mut registry);
    sessions(&app, &mut registry);
    figures(&app, &mut registry);
    let mut text = String::new();
    prometheus_client::encoding::text::encode(&mut text, &registry)
        .map_err(|_| Kind::INTERNAL.because("the figures could not be written"))?;
    Ok(([(CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], text))
}

fn requests(app: &App, registry: &mut Registry) {
    let family = Family::<Labels, Counter>::default();
    for ((endpoint, status, code), count) in app.journal.replies() {
        let labels = vec![
            ("endpoint", endpoint.map_or("", Endpoint::name).to_owned()),
            ("status", status.to_string()),
            ("code", code.to_owned()),
        ];
        family.get_or_create(&labels).inc_by(count);
    }
    registry.register("requests", "Requests by the reply that they got", family);
}

fn sessions(app: &App, registry: &mut Registry) {
    // There can be a million, each under the lock of its customer.
    let mut counts = BTreeMap::<_, i64>::new();
    for customer in app.customers.all() {
        let now = customer.clock.now();
        for session in customer.state().sessions.iter() {
            *counts.entry(explain::State::of(session, now).name()).or_default() += 1;
        }
    }
    let family = Family::<Labels, Gauge>::default();
    for (state, count) in counts {
        family.get_or_create(&vec![("state", state.to_owned())]).set(count);
    }
    registry.register("sessions", "Sessions by their state", family);
}

fn figures(app: &App, registry: &mut Registry) {
    let (customers, journal, limits) = (&app.customers, app.journal.counts(None), Limits::DEFAULT);
    let [listeners, events, records] = app.journal.queues();
    let long_calls = app.journal.long_calls.available_permits();
    let counters = [
        (
            "sessions_reclaimed",
            "Sessions that made room for new ones",
            customers.sessions.reclaimed.load(Ordering::Relaxed),
        ),
        (
            "customers_evicted",
            "Customers that made room for new ones",
            customers.evicted.load(Ordering::Relaxed),
        ),
        ("journal_dropped", "Exchanges that are no longer in the journal", journal.dropped),
    ];
    for (name, help, count) in counters {
        registry.register(name, help, ConstCounter::new(count));
    }
    let gauges = [
        ("sessions_limit", "Most sessions of all customers together", customers.sessions.most),
        ("logins", "Logins that are remembered", customers.logins.used()),
        ("logins_limit", "Most logins of all customers together", customers.logins.most),
        ("customers", "Customers", customers.len()),
        ("customers_limit", "Most customers", customers.limits.customers),
        ("connections", "Open connections of the API", app.connections.load(Ordering::Relaxed)),
        (
            "admin_connections",
            "Open connections of the admin API",
            app.admin_connections.load(Ordering::Relaxed),
        ),
        ("long_calls_left", "Readers of events and waits that there is room for", long_calls),
        ("journal_exchanges", "Exchanges in the journal", journal.kept),
        ("journal_bytes", "About what the journal takes in memory", journal.bytes),
        ("journal_limit_bytes", "Most that the journal takes in memory", limits.bytes_in_all),
        ("journal_file_queue", "Records that wait to be written to the file", records),
        ("event_listeners", "Readers of the events", listeners),
        ("event_queue", "Events that the slowest reader is behind", events),
        ("event_queue_limit", "Events after which a slow reader loses some", WAITING_EVENTS),
        ("log_queue", "Lines that wait to be written to the log", app.log.waiting()),
        ("log_queue_limit", "Lines after which some are lost", WAITING_LINES),
    ];
    for (name, help, value) in gauges {
        registry.register(name, help, ConstGauge::new(value as u64));
    }
}
