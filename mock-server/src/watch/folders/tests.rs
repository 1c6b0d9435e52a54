use notify::event::{
    CreateKind, DataChange, Flag, MetadataKind, ModifyKind, RemoveKind, RenameMode,
};

use super::*;

fn folders() -> Folders {
    let folder = |path: &str, inner: &[&str]| Folder {
        path: path.into(),
        real: format!("/real{path}").into(),
        inner: inner.iter().map(|name| Path::new(path).join(name)).collect(),
        only: None,
    };
    Folders(vec![folder("/a/scenarios", &[]), folder("/a/b/fixtures", &["accounts"])])
}

#[test]
fn which_events_count() {
    let modify = |kind| EventKind::Modify(kind);
    #[rustfmt::skip]
    let table = [
        (EventKind::Access(AccessKind::Open(AccessMode::Any)), false),
        (EventKind::Access(AccessKind::Close(AccessMode::Read)), false),
        (EventKind::Access(AccessKind::Close(AccessMode::Write)), true),
        (EventKind::Create(CreateKind::File), true),
        (EventKind::Remove(RemoveKind::File), true),
        (modify(ModifyKind::Data(DataChange::Any)), true),
        (modify(ModifyKind::Metadata(MetadataKind::Any)), true),
        (modify(ModifyKind::Name(RenameMode::To)), true),
        (EventKind::Any, true),
    ];
    for (kind, expected) in table {
        let event = Event::new(kind).add_path("/a/scenarios/x.toml".into());
        assert_eq!(folders().concerns(&event), expected, "{event:?}");
    }
    let lost = Event::new(EventKind::Other).set_flag(Flag::Rescan);
    assert!(folders().concerns(&lost), "events were lost");
    assert!(!folders().concerns(&Event::new(EventKind::Other)));
}

#[test]
fn which_paths_count() {
    let mut folders = folders();
    let mut certificate = Folder::new(Path::new("/tls"), &[]);
    certificate.only = Some("chain.pem".into());
    folders.0.push(certificate);
    #[rustfmt::skip]
    let table = [
        ("/a/scenarios/x.toml", true),
        ("/a/scenarios/x.yaml", true),
        ("/real/a/scenarios/x.toml", true),
        ("/tls/chain.pem", true),
        ("/tls/..data", true),
        ("/tls/chain.pem.new", false),
        ("/a/scenarios", true),
        ("/a", true),
        ("/a/b/fixtures/accounts/x.json", true),
        ("/a/b/fixtures/accounts", true),
        ("/a/scenarios/..data", true),
        ("/a/scenarios/.x.toml.swp", false),
        ("/a/scenarios/x.toml~", false),
        ("/a/scenarios/#x.toml#", false),
        ("/a/scenarios/README.md", false),
        ("/a/b/fixtures/.git/index", false),
        ("/a/scenarios2/x.toml", false),
        ("/a/x.toml", false),
        ("/c", false),
    ];
    for (path, expected) in table {
        let event = Event::new(EventKind::Any).add_path(path.into());
        assert_eq!(folders.concerns(&event), expected, "{path}");
    }
}

/// What is looked at, in order, where the paths of `there` can be.
fn looked_at(there: &[&str]) -> Vec<String> {
    let mut seen = Vec::new();
    let trouble = folders().look(|path| {
        let path = path.to_str().unwrap();
        if !there.contains(&path) {
            return Err(notify::Error::path_not_found());
        }
        seen.push(path.to_owned());
        Ok(())
    });
    assert!(trouble.is_none(), "what is not there is no trouble: {trouble:?}");
    seen
}

#[test]
fn what_is_not_there_is_waited_for_where_it_must_come_back() {
    let all = ["/", "/a", "/a/scenarios", "/a/b", "/a/b/fixtures", "/a/b/fixtures/accounts"];
    assert_eq!(
        looked_at(&all),
        ["/a", "/a/scenarios", "/a/b", "/a/b/fixtures", "/a/b/fixtures/accounts"]
    );
    assert_eq!(looked_at(&["/", "/a", "/a/scenarios"]), ["/a", "/a/scenarios", "/a"]);
    assert_eq!(looked_at(&["/"]), ["/", "/"]);
}

/// /a/b comes after it was looked for and before /a was looked at.
#[test]
fn what_comes_meanwhile_is_looked_at() {
    let (mut seen, mut tries) = (Vec::new(), 0);
    come_back(Path::new("/a/b/fixtures"), &mut |path| {
        tries += 1;
        if tries == 1 {
            return Err(notify::Error::path_not_found());
        }
        seen.push(path.to_owned());
        Ok(())
    });
    assert_eq!(seen, [Path::new("/a"), Path::new("/a/b")]);
}

#[test]
fn a_folder_that_is_there_and_cannot_be_looked_at_is_told() {
    let there = tempfile::tempdir().unwrap();
    let folders = Folders::new(Some(there.path()), None, &[]);
    let trouble = folders.look(|_| Err(notify::Error::new(notify::ErrorKind::MaxFilesWatch)));
    assert!(matches!(trouble.unwrap().kind, notify::ErrorKind::MaxFilesWatch));
}
