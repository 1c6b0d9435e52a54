//! Clients that leave, and a server that stops.

use super::*;

#[tokio::test]
async fn a_hang_lasts_until_the_client_leaves() {
    let at = Moment::START;
    #[rustfmt::skip]
    let table = [
        (Fault::Hang, 0),
        (Fault::HangAfter(Cut::Head(9)), 9),
        (Fault::HangAfter(Cut::Body(3)), HEAD_BYTES + 3),
    ];
    for (fault, bytes) in table {
        let mut server = Server::answering(fault).await;
        let mut stream = server.asked(ASK).await;
        some(&mut stream, bytes).await;
        server.settle().await;
        assert!(is_silent(&stream));
        assert!(server.outcomes.try_recv().is_err());

        drop(stream);
        assert_eq!(server.outcome().await, Outcome::Left { bytes, at });
    }
}

/// hyper does not look at the socket while it has bytes of the next request.
#[tokio::test]
async fn a_client_that_has_asked_again_is_seen_leaving_too() {
    let mut server = Server::answering(Fault::Hang).await;
    let stream = server.asked(&ASK.repeat(500)).await;
    server.settle().await;
    assert!(is_silent(&stream));

    drop(stream);
    assert_eq!(server.outcome().await, Outcome::Left { bytes: 0, at: Moment::START });
}

#[tokio::test]
async fn time_goes_on_while_a_client_hangs() {
    let server = Server::answering(Fault::Hang).await;
    let _stream = server.asked(ASK).await;
    server.settle().await;

    assert!(server.reaches(1_800).await);
}

#[tokio::test]
async fn a_client_that_leaves_between_head_and_body_is_told_of() {
    let mut server = Server::start(|_| late()).await;
    let _busy = server.clock.busy();
    let mut stream = server.asked(ASK).await;
    some(&mut stream, HEAD_BYTES).await;

    drop(stream);
    let outcome = Outcome::Left { bytes: HEAD_BYTES, at: Moment::START };
    assert_eq!(server.outcome().await, outcome);
}

#[tokio::test]
async fn a_server_that_stops_does_not_wait_for_who_hangs() {
    let mut server = Server::answering(Fault::HangAfter(Cut::Head(9))).await;
    let mut stream = server.asked(ASK).await;
    some(&mut stream, 9).await;
    server.settle().await;

    drop(server.stop);
    assert_eq!(server.tasks.join_next().await.unwrap().unwrap(), Ending::Drained);
    assert_eq!(all(&mut stream).await, (String::new(), Ok(())));
    let outcome = Outcome::Cut { bytes: 9, at: Moment::START };
    assert_eq!(server.outcomes.recv().await, Some(outcome));
}

/// Paused time jumps over the 3 s of the drain.
#[expect(clippy::disallowed_methods, reason = "paused time is the test's")]
#[tokio::test(start_paused = true)]
async fn what_still_waits_when_the_server_has_stopped_is_cut() {
    let mut server = Server::start(|_| late()).await;
    let _busy = server.clock.busy();
    let mut stream = server.asked(ASK).await;
    some(&mut stream, HEAD_BYTES).await;

    let told = tokio::time::Instant::now();
    drop(server.stop);
    assert_eq!(server.tasks.join_next().await.unwrap().unwrap(), Ending::Cut);
    assert_eq!(told.elapsed().as_secs(), 3);
    let outcome = Outcome::Cut { bytes: HEAD_BYTES, at: Moment::START };
    assert_eq!(server.outcomes.recv().await, Some(outcome));
}

#[tokio::test]
async fn a_client_that_has_said_all_gets_its_answers() {
    let mut server = Server::start(|_| plain()).await;
    for asked in [1, 3] {
        let mut stream = server.connect().await;
        stream.write_all(&get("/fault", "").repeat(asked)).await.unwrap();
        stream.shutdown().await.unwrap();
        let (text, end) = all(&mut stream).await;
        assert_eq!((text.matches("HTTP/1.1 200 OK\r\n").count(), end), (asked, Ok(())), "{text}");
        for _ in 0..asked {
            assert_eq!(server.outcome().await, Outcome::Sent { at: Moment::START });
        }
    }
}

#[tokio::test]
async fn a_request_that_comes_while_an_answer_waits_is_not_lost() {
    let server = Server::start(|_| late()).await;
    let busy = server.clock.busy();
    let mut stream = server.connect().await;
    stream.write_all(&get("/fault", "")).await.unwrap();
    some(&mut stream, HEAD_BYTES - "connection: close\r\n".len() as u64).await;
    stream.write_all(ASK.as_bytes()).await.unwrap();
    server.settle().await;
    drop(busy);
    assert_eq!(all(&mut stream).await.0, format!("{{\"a\":\"text\"}}{HEAD}{{\"a\":\"text\"}}"));
}
