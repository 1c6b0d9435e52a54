//! Customers share nothing.

use flinks_mock::FlinksMock;
use flinks_mock::clock::Moment;
use tokio::net::TcpStream;

use crate::support::{CUSTOMER, LOGIN, Mock, read_all};

const OTHER: &str = "1d43ba20-72da-4c6a-9621-30bdb1362f6b";

#[tokio::test]
async fn a_request_id_belongs_to_its_customer_and_its_server() {
    let (mock, other) = (Mock::start().await, Mock::start().await);
    let id = mock.open().await;
    assert_eq!(mock.detail_as(OTHER, &id).await, "400 SESSION_NONEXISTENT");
    assert_eq!(other.detail(&id).await.short(), "400 SESSION_NONEXISTENT");
    assert_eq!(mock.detail(&id).await.short(), "202 OPERATION_PENDING");
    assert_eq!(mock.detail_as(&CUSTOMER.to_uppercase(), &id).await, "202 OPERATION_PENDING");
}

#[tokio::test]
async fn each_customer_has_a_clock_of_its_own() {
    let mock = Mock::start().await;
    let (id, other) = (mock.open().await, mock.open_as(OTHER).await);
    mock.server.clock(OTHER).sleep_until(Moment::from_secs(480)).await;

    assert_eq!(mock.detail_as(OTHER, &other).await, "400 SESSION_NONEXISTENT", "idle for 8 min");
    assert_eq!(mock.detail(&id).await.short(), "202 OPERATION_PENDING");
    assert_eq!(mock.clock().now(), Moment::START);
    let capitals = mock.server.clock(&OTHER.to_uppercase());
    assert_eq!(capitals.now(), Moment::from_secs(480), "a GUID has one form here, too");
}

#[tokio::test]
async fn the_same_seed_and_calls_give_the_same_bytes_whatever_others_do() {
    let bytes = async |seed: u64, before: Option<&str>| {
        let mock = Mock::with(FlinksMock::builder().seed(seed)).await;
        if let Some(customer) = before {
            mock.open_as(customer).await;
        }
        let authorized = mock.authorize(LOGIN).await;
        let id = authorized.text_at("/RequestId");
        [authorized, mock.detail(&id).await, mock.poll(&id).await].map(|answer| answer.text)
    };
    let first = bytes(7, None).await;
    assert_eq!(first, bytes(7, Some(OTHER)).await);
    assert_ne!(first, bytes(8, None).await);
}

#[tokio::test]
async fn a_dropped_mock_closes_its_port_and_its_connections() {
    let mock = Mock::start().await;
    let address = mock.server.url().trim_start_matches("http://").to_owned();
    let mut open = mock.connect().await;
    assert_eq!(mock.authorize(LOGIN).await.status, 200);

    drop(mock);
    assert_eq!(read_all(&mut open).await, "", "the connection ends");
    assert!(TcpStream::connect(address).await.is_err(), "the port is closed");
}
