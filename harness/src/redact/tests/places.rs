//! What becomes of a value, by its place and shape.

use super::redactor;

/// A text with letters and digits made alike.
fn shape(text: &str) -> String {
    let class = |c: char| match c {
        '0'..='9' => '9',
        'a'..='z' => 'a',
        'A'..='Z' => 'A',
        _ => c,
    };
    text.chars().map(class).collect()
}

#[test]
fn personal_members_change_wholly_and_keep_their_shape() {
    #[rustfmt::skip]
    let table = [
        (r#"{"Title":"Personal Account"}"#, "Personal"),
        (r#"{"Description":"transfer to account"}"#, "transfer"),
        (r#"{"Username":"test_pending"}"#, "pending"),
        (r#"{"AccountNumber":"1111000"}"#, "1111000"),
        (r#"{"TransitNumber":"04777"}"#, "4777"),
        (r#"{"Holder":{"Name":"Main Name"}}"#, "Main"),
        (r#"{"Holder":"Main Name"}"#, "Main"),
        (r#"{"Holder":{"Address":{"City":"Time","POBox":null}}}"#, "Time"),
        (r#"{"PhoneNumber":"(514) 333-7777"}"#, "514"),
        (r#"{"PostalCode":"H3B 5E8"}"#, "H3B"),
        (r#"{"Tag":"user id"}"#, "user"),
        (r#"{"SecurityChallenges":[{"Type":"QuestionAndAnswer","Prompt":"What is the best system?"}]}"#, "What"),
        (r#"{"SecurityChallenges":[{"Iterables":["one","two"]}]}"#, "one"),
        (r#"{"SecurityResponses":{"What is it?":["error"]}}"#, "What"),
        (r#"{"SecurityResponses":{"What is it?":["error"]}}"#, "error"),
        (r#"{"Statements":[{"Base64Bytes":"JVBERi0xLjQ="}]}"#, "JVBER"),
        (r#"{"Login":{"Id":"633b976e-c713-4b59-9717-3ec407bdde8b"}}"#, "633b976e"),
        (r#"{"access_token":"error"}"#, "error"),
        (r#"{"Password":"error"}"#, "error"),
        (r#"{"Descripton":"error page"}"#, "error"),
        (r#"{"InstitutionName":"Tangerine"}"#, "Tangerine"),
    ];
    for (text, gone) in table {
        let clean = redactor(1).body(text.as_bytes());
        assert!(!clean.contains(gone), "{clean}");
        assert_eq!(shape(&clean), shape(text));
    }
}

#[test]
fn what_stays_as_it_is() {
    for text in [
        r#"{"Institution":"FlinksCapital","FlinksCode":"OPERATION_PENDING","HttpStatusCode":202}"#,
        r#"{"Message":"Your operation is still processing","Links":[{"rel":"GetAccountsDetailAsync"}]}"#,
        r#"{"Category":"Operations","Type":"CreditCardPrepaid","Currency":"CAD","AccountType":null}"#,
        r#"{"Type":"Retirement401k","DaysOfTransactions":"Days365","Registered":false}"#,
        r#"{"NumberOfStatments":"Months3","accountNumber":null,"ACCOUNTNUMBER":null}"#,
        r#"{"Message":"err\u006fr \/ok","LastRefresh":"0001-01-01T00:00:00"}"#,
        r#"{"OverdraftLimit":0,"EftEligibleRatio":1.0,"ETransferEligibleRatio":1}"#,
        " [ true ,\n\tfalse , null , { } , [ ] , \"\" , 0 , -0.0 ] ",
    ] {
        assert_eq!(redactor(1).body(text.as_bytes()), text);
    }
}

#[test]
fn member_names_that_nobody_knows() {
    let clean = redactor(1).body(br#"{"Canary":1,"HolderCanary":[],"canary name":{}}"#);
    assert!(!clean.to_lowercase().contains("canary"), "{clean}");
    assert_eq!(
        shape(&clean),
        r#"{"Aaaaaa":9,"AaaaaaAaaaaa":[],"aaaaaa name":{}}"#.replace("name", "aaaa")
    );
    assert!(clean.contains(" name"), "{clean}");
}

#[test]
fn the_last_four_are_those_of_the_number() {
    for text in [
        r#"{"AccountNumber":"12345678","LastFourDigits":"5678"}"#,
        r#"{"LastFourDigits":"5678","AccountNumber":"12345678"}"#,
    ] {
        let clean: serde_json::Value =
            serde_json::from_str(&redactor(1).body(text.as_bytes())).unwrap();
        let number = clean["AccountNumber"].as_str().unwrap();
        assert_eq!(clean["LastFourDigits"], number[4..], "{clean}");
        assert_ne!(number, "12345678");
    }
    let clean: serde_json::Value = serde_json::from_str(
        &redactor(1).body(br#"{"AccountNumber":"12345678","LastFourDigits":"9999"}"#),
    )
    .unwrap();
    assert!(
        !clean["AccountNumber"]
            .as_str()
            .unwrap()
            .ends_with(clean["LastFourDigits"].as_str().unwrap())
    );
}

#[test]
fn ids_are_the_same_wherever_they_stand() {
    let id = "1243c283-e0ca-4fda-a5e4-343068430190";
    let upper = id.to_uppercase();
    let text = format!(
        r#"{{"RequestId":"{id}","Message":"RequestId {id} is invalid","Links":[{{"example":"/X/{id}"}}],"Id":"{upper}"}}"#
    );
    let clean: serde_json::Value =
        serde_json::from_str(&redactor(1).body(text.as_bytes())).unwrap();
    let new = clean["RequestId"].as_str().unwrap();
    assert_ne!(new, id);
    assert_eq!(clean["Message"], format!("RequestId {new} is invalid"));
    assert!(clean["Links"][0]["example"].as_str().unwrap().ends_with(&format!("/{new}")));
    assert_eq!(clean["Id"], new.to_uppercase());
}

/// Never a domain that mail could go to, nor a number that a card could have.
#[test]
fn nothing_looks_real() {
    for key in 0..60 {
        let clean = redactor(key)
            .body(br#"{"Email":"a.b@gmail.com","Description":"to x@y.ca, 4111111111111111","AccountNumber":"046454286"}"#);
        let clean: serde_json::Value = serde_json::from_str(&clean).unwrap();
        assert!(clean["Email"].as_str().unwrap().ends_with(".example"), "{clean}");
        assert!(clean["Description"].as_str().unwrap().contains(".example, "), "{clean}");
        let digits: Vec<u32> = clean["AccountNumber"]
            .as_str()
            .unwrap()
            .chars()
            .filter_map(|c| c.to_digit(10))
            .collect();
        let luhn: u32 = digits
            .iter()
            .rev()
            .enumerate()
            .map(|(at, digit)| if at % 2 == 1 { digit * 2 / 10 + digit * 2 % 10 } else { *digit })
            .sum();
        assert_ne!(luhn % 10, 0, "{clean}");
    }
}

#[test]
fn numbers_in_texts_but_for_statuses() {
    let table = [
        ("HTTP 503", true),
        ("status 401, retry", true),
        ("(404)", false),
        ("514 333", false),
        ("514-333-7777", false),
        ("code 77", false),
        ("code 600", false),
        ("1.200", false),
        ("line 200.", true),
    ];
    for (message, stays) in table {
        let text = format!(r#"{{"Message":"{message}"}}"#);
        assert_eq!(redactor(1).body(text.as_bytes()) == text, stays, "{message}");
    }
}
