//! A server on a thread of its own, and calls to it.

use flinks_mock::{Builder, FlinksMock};
use tokio::runtime::Runtime;

use crate::connection::{Client, request};

pub(crate) struct Server {
    pub(crate) mock: FlinksMock,
    pub(crate) runtime: Runtime,
}

impl Server {
    pub(crate) fn start(builder: Builder) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread();
        let runtime = { runtime }.worker_threads(1).enable_all().build().unwrap();
        let mock = runtime.block_on(builder.start()).unwrap();
        Self { mock, runtime }
    }

    pub(crate) fn client(&self) -> Client {
        Client::connect(&self.mock.url())
    }
}

pub(crate) fn authorize(customer: &str) -> String {
    const LOGIN: &str = "5e115eac-1209-4f19-641c-08d6d484e2fe";
    let body = format!(r#"{{"LoginId":"{LOGIN}","MostRecentCached":true}}"#);
    request("POST", &format!("/v3/{customer}/BankingServices/Authorize"), &body)
}

pub(crate) fn detail(customer: &str, request_id: &str) -> String {
    let body = format!(r#"{{"RequestId":"{request_id}"}}"#);
    request("POST", &format!("/v3/{customer}/BankingServices/GetAccountsDetail"), &body)
}

pub(crate) fn request_id(body: &str) -> String {
    let (_, rest) = body.split_once(r#""RequestId":"#).unwrap();
    rest.trim_start().trim_start_matches('"')[..36].to_owned()
}
