use super::*;

fn all(files: &[(&str, &str)]) -> Vec<Scenario> {
    let parse = |(name, rest): &(&str, &str)| {
        Scenario::parse(&format!("{name}.toml"), &format!("{HEAD}{rest}").into()).unwrap()
    };
    files.iter().map(parse).collect()
}

fn resolved(files: &[(&str, &str)]) -> Vec<Scenario> {
    let (good, problems) = resolve(all(files));
    assert_eq!(problems, []);
    good
}

fn refused(files: &[(&str, &str)]) -> String {
    let (_, problems) = resolve(all(files));
    problems.iter().map(|problem| format!("{problem}\n")).collect()
}

#[test]
fn what_a_file_does_not_say_comes_from_the_other() {
    let base = r#"
        institution = "Bank"
        customers = ["ada"]
        [fixtures]
        accounts = "empty"
        investments = "empty"
        [session]
        idle = "1m"
        processing = "2m"
        ended = "SESSION_EXPIRED"
        consumed = true
        concurrent = false
        webhook = "late"
        [token]
        required = true
        life = "5m"
        [[step]]
        on = "accounts"
        reply = "pending"
        [[fault]]
        on = "data"
        play = "reset"
    "#;
    let own = "extends = \"base\"\nfixtures.accounts = \"seed\"\nsession.processing = \"3m\"\ntoken.life = \"6m\"\n";
    let [_, child] = &*resolved(&[("base", base), ("child", own)]) else { panic!("two") };

    assert_eq!(child.fixtures.accounts.get_ref(), "seed");
    assert_eq!(child.fixtures.investments.get_ref(), "empty");
    assert_eq!(child.session.idle, Limit::After(Duration::from_secs(60)));
    assert_eq!(child.session.processing, Limit::After(Duration::from_secs(180)));
    assert_eq!(child.session.ended.0.name, "SESSION_EXPIRED");
    assert!(child.session.consumed && !child.session.concurrent);
    assert_eq!(child.session.webhook, Webhook::Late);
    assert_eq!(
        child.token,
        Token { required: Some(true), life: Limit::After(Duration::from_secs(360)) }
    );
    assert_eq!((child.steps.len(), child.faults.len()), (1, 1));
    // The login and who gets it are never taken over.
    assert_eq!((&*child.login.institution, child.customers.len()), ("FlinksCapital", 0));
}

#[test]
fn what_a_file_says_wins() {
    let base = "session.webhook = \"late\"\nsession.consumed = true\nsession.concurrent = false\nsession.idle = \"1m\"\nsession.ended = \"SESSION_EXPIRED\"\ntoken.required = true\nfixtures.investments = \"empty\"\n[[fault]]\non = \"data\"\nplay = \"reset\"\n";
    let own = "extends = \"base\"\nsession.webhook = \"twice\"\nsession.consumed = false\nsession.concurrent = true\nsession.idle = \"8m\"\nsession.ended = \"SESSION_NONEXISTENT\"\ntoken.required = false\nfixtures.investments = \"holdings\"\n[[fault]]\non = \"data\"\nplay = \"hang\"\n";
    let [_, child] = &*resolved(&[("base", base), ("child", own)]) else { panic!("two") };

    assert!(!child.session.consumed && child.session.concurrent);
    assert_eq!(child.session.webhook, Webhook::Twice);
    assert_eq!(child.token.required, Some(false));
    assert_eq!(child.session.idle, Limit::After(Duration::from_secs(480)));
    assert_eq!(child.session.ended.0.name, "SESSION_NONEXISTENT");
    assert_eq!(child.fixtures.investments.get_ref(), "holdings");
    assert_eq!(child.faults.iter().map(|rule| &rule.play).collect::<Vec<_>>(), [&Fault::Hang]);
}

/// Each row: the endpoints of the steps of the base, those of the file, what comes out.
#[test]
fn steps_are_replaced_by_endpoint() {
    #[rustfmt::skip]
    let table: [(&[&str], &[&str], &[On]); 8] = [
        (&["data"], &[], &[On::Data]),
        (&["data"], &["accounts"], &[On::Accounts, On::Investments]),
        (&["data"], &["investments"], &[On::Investments, On::Accounts]),
        (&["data"], &["authorize"], &[On::Authorize, On::Data]),
        (&["data", "authorize"], &["data"], &[On::Data, On::Authorize]),
        (&["accounts", "investments"], &["data"], &[On::Data]),
        (&["accounts", "accounts"], &["investments"], &[On::Investments, On::Accounts, On::Accounts]),
        (&["authorize"], &["authorize"], &[On::Authorize]),
    ];
    let steps = |all: &[&str]| -> String {
        all.iter().map(|on| format!("[[step]]\non = \"{on}\"\n")).collect()
    };
    for (base, own, expected) in table {
        let files =
            [("base", &*steps(base)), ("child", &format!("extends = \"base\"\n{}", steps(own)))];
        let [_, child] = &*resolved(&files) else { panic!("two") };
        let found: Vec<On> = child.steps.iter().map(|step| step.on).collect();
        assert_eq!(found, expected, "{base:?} {own:?}");
    }
}

#[test]
fn the_nearest_says_it_first() {
    let files = [
        ("a", "extends = \"b\"\n"),
        ("b", "extends = \"c\"\nsession.idle = \"1m\"\n"),
        ("c", "session.idle = \"2m\"\nsession.processing = \"3m\"\n"),
    ];
    let [a, ..] = &*resolved(&files) else { panic!("three") };

    assert_eq!(a.session.idle, Limit::After(Duration::from_secs(60)));
    assert_eq!(a.session.processing, Limit::After(Duration::from_secs(180)));
}

/// The caret never stands in the text of another file.
#[test]
fn what_was_taken_over_stands_at_extends() {
    let base = format!(
        "# {}\n[[step]]\non = \"accounts\"\nreply.fixture = \"empty\"\npatch = '[]'\n[[fault]]\non = \"data\"\nplay = \"reset\"\n[fixtures]\ninvestments = \"empty\"\n",
        "far down ".repeat(99)
    );
    let own = "extends = \"base\"\n";
    let [_, child] = &*resolved(&[("base", &*base), ("child", own)]) else { panic!("two") };
    let place = HEAD.len() + 10..HEAD.len() + 16;

    let [step] = &*child.steps else { panic!("one step") };
    let Reply::Fixture(name) = &step.reply else { panic!("a fixture") };
    assert_eq!((name.get_ref().as_str(), name.span()), ("empty", place.clone()));
    assert_eq!(step.patch.as_ref().unwrap().span(), place);
    assert_eq!((&step.place, &child.faults[0].place), (&place, &place));
    assert_eq!(child.fixtures.investments.span(), place);
}

/// A circle, also of one; a name that is not there, in the file that has it; more than eight in a chain.
#[test]
fn what_cannot_be_extended() {
    let circle = [
        ("a", "extends = \"b\"\n"),
        ("b", "extends = \"a\"\n"),
        ("c", "extends = \"a\"\n"),
        ("alone", ""),
    ];
    let (good, _) = resolve(all(&circle));
    assert_eq!(good.iter().map(|scenario| &*scenario.name).collect::<Vec<_>>(), ["alone"]);
    let unknown = [
        ("two-polls", ""),
        ("mine", "extends = \"two-pols\"\n"),
        ("rests-on-mine", "extends = \"mine\"\n"),
    ];
    let chain = |count: usize| -> String {
        let link = |number| (format!("s{number}"), format!("extends = \"s{}\"\n", number + 1));
        let files: Vec<_> =
            (0..count).map(link).chain([(format!("s{count}"), String::new())]).collect();
        refused(&files.iter().map(|(name, text)| (&**name, &**text)).collect::<Vec<_>>())
    };
    assert_eq!(chain(8), "");
    let itself = refused(&[("a", "extends = \"a\"\n")]);
    insta::assert_snapshot!(refused(&circle) + &itself + &refused(&unknown) + &chain(9), @r#"
    error: these scenarios extend each other: a -> b -> a
     --> a.toml:3:11
      |
    3 | extends = "b"
      |           ^^^
      |
      = help: remove `extends` from one of them
    error: these scenarios extend each other: b -> a -> b
     --> b.toml:3:11
      |
    3 | extends = "a"
      |           ^^^
      |
      = help: remove `extends` from one of them
    error: these scenarios extend each other: a -> a
     --> a.toml:3:11
      |
    3 | extends = "a"
      |           ^^^
      |
      = help: remove `extends` from one of them
    error: there is no scenario `two-pols`
     --> mine.toml:3:11
      |
    3 | extends = "two-pols"
      |           ^^^^^^^^^^
      |
      = help: did you mean `two-polls`?
    error: more than 8 scenarios in a chain of `extends`
     --> s0.toml:3:11
      |
    3 | extends = "s1"
      |           ^^^^
      |
      = help: s0 -> s1 -> s2 -> s3 -> s4 -> s5 -> s6 -> s7 -> s8 -> ...
    "#);
}
