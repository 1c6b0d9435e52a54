//! Customers share nothing.

use flinks_mock::FlinksMock;
use flinks_mock::clock::Moment;
use tokio::net::TcpStream;

use crate::support::{CUSTOMER, LOGIN, Mock, read_all};

const OTHER: &str = "1d43ba20-72da-4c6a-9621-30bdb1362f6b";

async fn open(mock: &Mock, customer: &str) -> String {
    let body = format!(r#"{{"LoginId":"{LOGIN}"}}"#);
    let path = format!("/v3/{customer}/BankingServices/Authorize");
    mock.send("POST", &path, &body).await.text_at("/RequestId")
}

async fn detail(mock: &Mock, customer: &str, request_id: &str) -> String {
    let path = format!("/v3/{customer}/BankingServices/GetAccountsDetail");
    mock.send("POST", &path, &format!(r#"{{"RequestId":"{request_id}"}}"#)).await.short()
}

#[tokio::test]
async fn a_request_id_belongs_to_its_customer() {
    let mock = Mock::start().await;
    let id = open(&mock, CUSTOMER).await;

    assert_eq!(detail(&mock, OTHER, &id).await, "400 SESSION_NONEXISTENT");
    assert_eq!(detail(&mock, CUSTOMER, &id).await, "202 OPERATION_PENDING");
    assert_eq!(detail(&mock, &CUSTOMER.to_uppercase(), &id).await, "202 OPERATION_PENDING");
}

#[tokio::test]
async fn each_customer_has_a_clock_of_its_own() {
    let mock = Mock::start().await;
    let (id, other) = (open(&mock, CUSTOMER).await, open(&mock, OTHER).await);
    mock.server.clock(OTHER).sleep_until(Moment::from_secs(480)).await;

    assert_eq!(detail(&mock, OTHER, &other).await, "400 SESSION_NONEXISTENT", "idle for 8 min");
    assert_eq!(detail(&mock, CUSTOMER, &id).await, "202 OPERATION_PENDING");
    assert_eq!(mock.clock().now(), Moment::START);
    let capitals = mock.server.clock(&OTHER.to_uppercase());
    assert_eq!(capitals.now(), Moment::from_secs(480), "a GUID has one form here, too");
}

#[tokio::test]
async fn the_same_seed_and_calls_give_the_same_bytes() {
    let bytes = async |seed: u64, before: Option<&str>| {
        let mock = Mock::with(FlinksMock::builder().seed(seed)).await;
        if let Some(customer) = before {
            open(&mock, customer).await;
        }
        let authorized = mock.authorize(LOGIN).await;
        let id = authorized.text_at("/RequestId");
        let answers =
            [authorized, mock.detail(&id).await, mock.poll(&id).await, mock.poll(&id).await];
        answers.map(|answer| answer.text)
    };

    let first = bytes(7, None).await;
    assert_eq!(first, bytes(7, None).await);
    assert_eq!(first, bytes(7, Some(OTHER)).await, "what others do changes nothing");
    assert_ne!(first, bytes(8, None).await);
}

#[tokio::test]
async fn a_new_authorize_gives_a_new_request_id_and_a_new_story() {
    let mock = Mock::start().await;
    let first = mock.open().await;
    mock.detail(&first).await;
    mock.detail(&first).await;
    assert_eq!(mock.detail(&first).await.short(), "200");

    let second = mock.open().await;
    assert_ne!(first, second);
    assert_eq!(mock.detail(&second).await.short(), "202 OPERATION_PENDING");
    assert_eq!(mock.detail(&first).await.short(), "200", "the first one stays as it was");
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

#[tokio::test]
async fn two_mocks_in_one_process_share_nothing() {
    let (first, second) = (Mock::start().await, Mock::start().await);
    let id = first.open().await;
    assert_eq!(second.detail(&id).await.short(), "400 SESSION_NONEXISTENT");
}
