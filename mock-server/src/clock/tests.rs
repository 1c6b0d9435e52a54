mod advance;
mod auto;
mod model;
mod modes;
mod running;

use std::future::poll_fn;
use std::num::NonZeroU32;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use super::*;

/// Polls once.
pub(crate) async fn is_pending<T>(mut future: Pin<&mut impl Future<Output = T>>) -> bool {
    poll_fn(|context| Poll::Ready(future.as_mut().poll(context).is_pending())).await
}

fn secs(clock: &Clock) -> u64 {
    clock.now().as_duration().as_secs()
}

fn at(second: u64) -> Moment {
    Moment::from_secs(second)
}

fn scaled(speed: u32) -> ClockMode {
    ClockMode::Scaled(NonZeroU32::new(speed).unwrap())
}
