//! Plays a fault on the socket.

use super::Socket;
use super::play::{End, Piece, Play};

/// Returns when the connection is over. The client may have ended it before.
pub(super) async fn run(socket: &Socket, play: Play) {
    for piece in play.pieces {
        match piece {
            Piece::Bytes(bytes) => {
                if socket.write(&bytes).await.is_err() {
                    return;
                }
            }
            Piece::Pause(time) => socket.clone().pause(time).await,
        }
    }
    match play.end {
        End::Done => {
            socket.done();
            socket.close();
        }
        End::Close => {
            socket.cut();
            socket.hang_up();
        }
        End::Reset => {
            socket.cut();
            socket.reset();
        }
        End::Hang => {
            // A server that stops does not wait for a client that waits for nothing.
            tokio::select! {
                () = socket.gone() => {}
                () = socket.stopping().stopped() => {}
            }
        }
    }
}
