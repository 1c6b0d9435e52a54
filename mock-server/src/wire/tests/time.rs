//! Slow answers are slow on the customer's clock.

use flinks_contract::scenario::Drip;

use super::*;

#[tokio::test]
async fn the_body_comes_after_its_delay_and_the_connection_lives_on() {
    let mut server = Server::start(|_| late()).await;
    let busy = server.clock.busy();
    let mut stream = server.connect().await;
    stream.write_all(&get("/fault", "")).await.unwrap();
    let head = some(&mut stream, HEAD_BYTES - 19).await;
    assert_eq!(head, HEAD.replace("connection: close\r\n", ""));
    server.settle().await;
    assert!(is_silent(&stream), "the clock stands, and the body waits for it");

    drop(busy);
    assert_eq!(some(&mut stream, 12).await.as_bytes(), BODY);
    assert_eq!(server.outcome().await, Outcome::Sent { at: Moment::from_secs(3) });
    stream.write_all(ASK.as_bytes()).await.unwrap();
    assert_eq!(all(&mut stream).await.1, Ok(()));
    assert_eq!(server.outcome().await, Outcome::Sent { at: Moment::from_secs(6) });
}

#[tokio::test]
async fn drops_fall_one_after_the_other() {
    let drip = Drip { bytes: 5.try_into().unwrap(), every: Duration::from_secs(2) };
    let mut server = Server::answering(Fault::Drip(drip)).await;
    // Between two drops there is no time for somebody else's moment.
    let clock = server.clock.clone();
    let other = tokio::spawn(async move { clock.sleep_until(Moment::from_secs(3)).await });
    let busy = server.clock.busy();
    let mut stream = server.asked(ASK).await;
    server.settle().await;

    drop(busy);
    assert_eq!(all(&mut stream).await, (format!("{HEAD}{{\"a\":\"text\"}}"), Ok(())));
    other.await.unwrap();
    assert_eq!(
        server.outcome().await,
        Outcome::Sent { at: Moment::from_secs(6) },
        "5, 5 and 2 bytes"
    );
}

#[tokio::test]
async fn a_fault_in_the_body_comes_after_the_delay_before_it() {
    let mut server = Server::start(|_| late().fault(Some(Fault::ResetAfter(Cut::Body(1))))).await;
    let busy = server.clock.busy();
    let mut stream = server.asked(ASK).await;
    assert_eq!(some(&mut stream, HEAD_BYTES).await, HEAD);
    server.settle().await;
    assert!(is_silent(&stream));

    drop(busy);
    assert_eq!(all(&mut stream).await, ("{".to_owned(), Err(io::ErrorKind::ConnectionReset)));
    let outcome = Outcome::Cut { bytes: HEAD_BYTES + 1, at: Moment::from_secs(3) };
    assert_eq!(server.outcome().await, outcome);
}
